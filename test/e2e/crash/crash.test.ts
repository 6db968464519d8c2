/** Controllers that die at every write of a long story, each time in a namespace of their own: it ends as without. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { resources } from '../../../src/kube/resources.ts'
import { inParallel } from '../../bench/in-parallel.ts'
import { endpoint, type Installation, install } from '../controllers/installation.ts'
import { startFaultProxy } from '../fault-proxy.ts'
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

it.concurrent('the story ends the same way, whichever write the controllers died at', {
  timeout: 400_000,
}, async () => {
  const most = Math.max(...told.map(({ writes }) => writes))
  const deaths = Array.from({ length: most }, (_, i): Death[] => [
    { write: i + 1, done: false },
    { write: i + 1, done: true },
  ]).flat()
  const wrongs: string[] = []
  let count = 0
  await inParallel(deaths, atATime, async (death) => {
    try {
      const died = await telling.interrupted(death, told)
      count += died
    } catch (error) {
      wrongs.push(String(error))
    }
  })
  console.log(`died ${count} times`)
  expect(wrongs).toEqual([])
  expect(count).toBeGreaterThan(150)
})

it.concurrent('where the leader died, another that waited takes over and ends it', async () => {
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
