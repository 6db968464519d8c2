/**
 * Tells the story of `story.ts`, with and without crashes, each time in a lane of its own.
 * @module
 */
import { expect } from 'vitest'
import { resources } from '../../../src/kube/resources.ts'
import { inParallel } from '../../bench/in-parallel.ts'
import type { Installation } from '../controllers/installation.ts'
import { eventually } from '../eventually.ts'
import { inThisProcess, type StartLane } from './lane-controllers.ts'
import { type Death, type Mortal, startMortal } from './mortal.ts'
import { differences, type Outcome, outcome } from './outcome.ts'
import { type Chapter, type Lane, nodesOf, recipeOf, story } from './story.ts'

export interface Told {
  readonly chapter: Chapter
  readonly writes: number
  readonly end: Outcome
}

export interface Telling {
  /** Without a crash. */
  whole(): Promise<readonly Told[]>
  /**
   * Every chapter that has so many writes is interrupted at that one, once, and has to end as told.
   * @param startLane default: in this process
   * @returns how often they died
   */
  interrupted(death: Death, told: readonly Told[], startLane?: StartLane): Promise<number>
  /**
   * The leader dies at a write of a chapter while another waits, who has to bring it to the end that is told.
   * @returns seconds from the death to the first write of the other
   */
  takenOver(death: Death, told: readonly Told[]): Promise<number>
  /** Takes away all lanes. */
  close(): Promise<void>
}

/** Without a write for so long, they have nothing left to do; requests take a few. ms */
const quietMs = 500
const patienceSeconds = 120
/** Lanes that are taken away at a time. */
const lanesAtATime = 8

export function tellStories({ admin, namespace, source }: Installation): Telling {
  const lanes: Lane[] = []
  const dead: Promise<void>[] = []

  async function openLane(name: string): Promise<Lane> {
    const lane = { admin, namespace: `${namespace}-${name}` }
    lanes.push(lane)
    const metadata = { name: lane.namespace }
    await admin.create(resources.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata })
    for (const node of nodesOf(lane)) await admin.create(resources.node, node)
    return lane
  }

  async function startIn(lane: Lane, options?: Parameters<typeof startMortal>[2]): Promise<Mortal> {
    const mortal = await startMortal(source, lane.namespace, options)
    await eventually(() => expect(mortal.ready()).toBe(true), patienceSeconds)
    return mortal
  }

  const outcomeOf = (lane: Lane) => outcome(admin, lane.namespace)

  async function isAsTold(lane: Lane, end: Outcome, mortal: () => Mortal, when: string): Promise<void> {
    for (const from = performance.now(); ; ) {
      await quiet(mortal)
      const different = differences(await outcomeOf(lane), end)
      if (Object.keys(different).length === 0) return
      if (performance.now() > from + patienceSeconds * 1000)
        throw new Error(`${when}: ${JSON.stringify(different, undefined, 2)}`)
    }
  }

  return {
    async whole() {
      const lane = await openLane('whole')
      const mortal = await startIn(lane)
      const told: Told[] = []
      for (const chapter of story) {
        const from = mortal.writes.length
        await chapter.happens(lane)
        await eventually(() => chapter.ends(lane), patienceSeconds)
        let end = await outcomeOf(lane)
        for (let isMoving = true; isMoving; ) {
          const before = end
          await quiet(() => mortal)
          end = await outcomeOf(lane)
          isMoving = Object.keys(differences(before, end)).length > 0
        }
        told.push({ chapter, writes: mortal.writes.length - from, end })
      }
      await mortal.stop()
      return told
    },

    async interrupted(death, told, startLane = inThisProcess) {
      const words = `${death.write}${death.done ? '-done' : ''}`
      const lane = await openLane(startLane === inThisProcess ? words : `apart-${words}`)
      let mortal = await startIn(lane, { startLane })
      let deaths = 0

      // of whoever dies late in a chapter the short ones at the end need not be told
      const last = told.findLastIndex(({ writes }) => writes >= death.write)
      for (const each of told.slice(0, last + 1)) {
        const died = mortal.die(death)
        await each.chapter.happens(lane)
        const when = `dead at write ${words}: ${each.chapter.name}`
        const settled = isAsTold(lane, each.end, () => mortal, when)
        const isDead = await Promise.race([died.then(() => true), settled.then(() => false)])
        if (isDead) {
          deaths++
          dead.push(mortal.stop())
          mortal = await startIn(lane, { startLane })
        } else mortal.spare()
        await settled
      }
      await mortal.stop()
      return deaths
    },

    async takenOver(death, told) {
      const lane = await openLane('taken-over')
      const leader = await startIn(lane, { leaderElect: true })
      const other = await startIn(lane, { leaderElect: true })
      const last = told.findIndex(({ writes }) => writes >= death.write)
      for (const { chapter, end } of told.slice(0, last)) {
        await chapter.happens(lane)
        await isAsTold(lane, end, () => leader, chapter.name)
      }
      const { chapter, end } = told[last] ?? {}
      if (chapter === undefined || end === undefined) throw new Error('no chapter is that long')
      const died = leader.die(death)
      await chapter.happens(lane)
      await died
      const from = performance.now()
      dead.push(leader.stop())
      await eventually(() => expect(other.writes).not.toEqual([]), patienceSeconds)
      const seconds = (performance.now() - from) / 1000
      await isAsTold(lane, end, () => other, `taken over: ${chapter.name}`)
      await other.stop()
      return seconds
    },

    async close() {
      await Promise.all(dead)
      await inParallel(lanes, lanesAtATime, async (lane) => {
        // what is left of a story that was not told to its end would be served by the controllers of other tests
        const { items } = await admin.list(resources.aimEndpoint, { namespace: lane.namespace })
        for (const { metadata } of items) await admin.delete(resources.aimEndpoint, metadata)
        for (const { metadata } of nodesOf(lane)) await admin.delete(resources.node, metadata)
        await admin.delete(resources.aimRecipe, recipeOf(lane))
        await admin.delete(resources.namespace, { name: lane.namespace })
      })
    },
  }
}

async function quiet(mortal: () => Mortal): Promise<void> {
  for (let before = -1; before !== mortal().writes.length; ) {
    before = mortal().writes.length
    await new Promise((resolve) => setTimeout(resolve, quietMs))
  }
}
