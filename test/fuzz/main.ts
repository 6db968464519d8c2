/**
 * Fuzzes the webhooks for as long as asked, and looks whether memory stays flat.
 *
 *     npm run fuzz [-- SECONDS [SEED]]      (default $FUZZ_SECONDS, then 60; the seed of a failure is printed)
 * @module
 */
import process from 'node:process'
import fc from 'fast-check'
import { webhookApp, webhookPaths } from '../../webhooks/app.ts'
import { context } from '../webhooks/builders.ts'
import { keepsItsPromises } from './promises.ts'
import { anyReview } from './reviews.ts'

const seconds = Number(process.argv[2] ?? process.env.FUZZ_SECONDS ?? 60)
if (!(seconds > 0)) throw new Error(`SECONDS must be a number above 0, not "${process.argv[2]}"`)
const firstSeed = Number(process.argv[3] ?? Date.now() % 2 ** 31)
/** The API server waits this long for our own kinds. ms */
const timeoutMs = 3000
const runsARound = 500

const defects: string[] = []
const given = context()
const app = webhookApp({
  getContext: () => given,
  onError: (_path, _request, error) =>
    defects.push(error instanceof Error ? (error.stack ?? error.message) : String(error)),
})
let slowest = 0
const property = fc.asyncProperty(fc.constantFrom(...webhookPaths), anyReview, async (path, body) => {
  const took = await keepsItsPromises(app, path, body)
  slowest = Math.max(slowest, took)
  if (took > timeoutMs) throw new Error(`answered after ${Math.round(took)} ms`)
  const defect = defects.shift()
  if (defect !== undefined) throw new Error(`a handler threw: ${defect}`)
})

/** Live memory after a collection where `--expose-gc` allows one. MiB */
function heapMiB(): number {
  Reflect.get(globalThis, 'gc')?.()
  return process.memoryUsage().heapUsed / 2 ** 20
}

const end = performance.now() + seconds * 1000
let seed = firstSeed
let first: number | undefined
while (performance.now() < end && process.exitCode === undefined) {
  const details = await fc.check(property, { seed, numRuns: runsARound })
  if (details.failed) {
    const why = details.errorInstance instanceof Error ? details.errorInstance.message : ''
    process.stdout.write(`${fc.defaultReportMessage(details)}\n\n${why}\nAgain: npm run fuzz -- 1 ${seed}\n`)
    process.exitCode = 1
  }
  // the first round fills caches that are bounded
  first ??= heapMiB()
  seed++
}
const rounds = seed - firstSeed
const heap = `${first?.toFixed(1)} MiB after the first round, ${heapMiB().toFixed(1)} after the last`
process.stdout.write(`${rounds * runsARound} reviews, slowest ${Math.round(slowest)} ms, heap ${heap}\n`)
