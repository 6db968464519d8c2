/**
 * Controllers that die at every write of a long story, each time in a namespace of their own: it ends as without. On Deno, where each is a
 * process of its own, they die at a few writes, or with `CRASHES_ON_DENO=all` at every one.
 */
import process from 'node:process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { resources } from '../../../src/kube/resources.ts'
import { inParallel } from '../../bench/in-parallel.ts'
import { endpoint, type Installation, install } from '../controllers/installation.ts'
import { startFaultProxy } from '../fault-proxy.ts'
import { inThisProcess, onDeno, type StartLane } from './lane-controllers.ts'
import { type Death, startMortal } from './mortal.ts'
import { type Telling, type Told, tellStories } from './telling.ts'

let installation: Installation
let telling: Telling
let told: readonly Told[]

beforeAll(async () => {
  installation = await install()
  telling = tellStories(installation)
  told = await telling.whole()
})
afterAll(async () => {
  await telling?.close()
  await installation?.uninstall()
})

/** Stories told at a time; each has controllers of its own, in this process. */
const atATime = 16

/** Every write of the longest chapter, once refused and once done without an answer. */
function everyDeath(): Death[] {
  const most = Math.max(...told.map(({ writes }) => writes))
  return Array.from({ length: most }, (_, i): Death[] => [
    { write: i + 1, done: false },
    { write: i + 1, done: true },
  ]).flat()
}

/** @returns how often they died, and which stories did not end as they should */
async function tellAll(deaths: readonly Death[], startLane: StartLane, atATime: number) {
  const wrongs: string[] = []
  let count = 0
  await inParallel(deaths, atATime, async (death) => {
    try {
      const died = await telling.interrupted(death, told, startLane)
      count += died
    } catch (error) {
      wrongs.push(String(error))
    }
  })
  console.log(`died ${count} times`)
  return { count, wrongs }
}

/** A hang is meant, not a pace: a busy machine takes five times as long as an idle one. */
const timeout = 1_200_000

it.concurrent('the story ends the same way, whichever write the controllers died at', {
  timeout,
}, async () => {
  const { count, wrongs } = await tellAll(everyDeath(), inThisProcess, atATime)
  expect(wrongs).toEqual([])
  expect(count).toBeGreaterThan(150)
})

const isAll = process.env.CRASHES_ON_DENO === 'all'
/** Of the writes of the longest chapter, one in so many: each death takes the time of a Lease. */
const oneIn = isAll ? 1 : 29

it.concurrent('so it does where they are processes on Deno', {
  timeout: isAll ? 3_600_000 : timeout,
}, async () => {
  const deaths = everyDeath().filter((_, i) => i % oneIn === oneIn >> 1)
  const { count, wrongs } = await tellAll(deaths, onDeno, 3)
  expect(wrongs).toEqual([])
  expect(count).toBeGreaterThan(deaths.length)
})

it.concurrent('where the leader died, another that waited takes over and ends it', { timeout }, async () => {
  const seconds = await telling.takenOver({ write: 4, done: true }, told)
  console.log(`taken over after ${seconds.toFixed(1)} s`)
})

it.concurrent('they die as by kill -9: nothing of theirs is heard of again, whatever happens', async () => {
  const { admin, namespace, source } = installation
  const between = await startFaultProxy(source)
  const mortal = await startMortal(between.source, namespace)
  const died = mortal.die({ write: 1, done: true })
  await admin.create(resources.aimEndpoint, endpoint({ namespace, name: 'orphan' }, { gpuCount: 1 }))
  await died
  await admin.create(resources.aimEndpoint, endpoint({ namespace, name: 'unseen' }, { gpuCount: 1 }))
  const heard = between.requests.length
  await admin.delete(resources.aimEndpoint, { namespace, name: 'unseen' })
  await mortal.stop()
  expect(between.requests.slice(heard)).toEqual([])
  expect(mortal.writes).toHaveLength(1)
  await between.close()
})
