/**
 * How far a change is from what was asked for: one table. Advice is given nearest first.
 * @module
 */
import { type Precision, precisionBits } from '../vocabulary/precision.ts'

/** A kind of change: one thing about the wish that is given up. */
export const changeKinds = [
  'expertParallel',
  'parallel',
  'memoryFraction',
  'concurrency',
  'kvCacheDtype',
  'image',
  'distributed',
  'gpuCount',
  'maxModelLen',
  'recipe',
  'accelerator',
  'precision',
] as const
export type ChangeKind = (typeof changeKinds)[number]

/**
 * | change | distance | what is given up |
 * |---|---|---|
 * | as many ranks as GPUs | 0.5 | nothing: the others would idle |
 * | experts whole on their ranks | 0.5 | nothing but a little balance between ranks |
 * | the engine's own share of the memory | 0.5 | memory that was kept for others |
 * | fewer requests at once | 0.5 a halving | each request is served as asked, only fewer of them |
 * | an 8-bit KV cache | 1 | a little accuracy over long contexts |
 * | fitgate's image | 1 | the user's image |
 * | a replica over several nodes | 1 | the time that stages wait for each other |
 * | fewer GPUs | 1 a halving | speed |
 * | more GPUs | 2 a doubling | GPUs, which are paid for |
 * | a shorter context | 1.5 a halving | what the model can read |
 * | another recipe | 2 | the tuning that was named |
 * | another accelerator | 3 | the nodes that were named |
 * | other weights | 3 a halving or doubling, at least 1 | accuracy |
 */
const weights = {
  parallel: 0.5,
  expertParallel: 0.5,
  memoryFraction: 0.5,
  concurrency: 0.5,
  kvCacheDtype: 1,
  image: 1,
  distributed: 1,
  fewerGPUs: 1,
  moreGPUs: 2,
  maxModelLen: 1.5,
  recipe: 2,
  accelerator: 3,
  precision: 3,
} as const

const doublings = (from: number, to: number) => Math.abs(Math.log2(to / from))

/** Distances by kind, from what is there to what is proposed. */
export const distance = {
  parallel: () => weights.parallel,
  expertParallel: () => weights.expertParallel,
  memoryFraction: () => weights.memoryFraction,
  concurrency: (from: number, to: number) => weights.concurrency * doublings(from, to),
  kvCacheDtype: () => weights.kvCacheDtype,
  image: () => weights.image,
  distributed: () => weights.distributed,
  gpuCount: (from: number, to: number) =>
    (to > from ? weights.moreGPUs : weights.fewerGPUs) * doublings(from, to),
  maxModelLen: (from: number, to: number) => weights.maxModelLen * doublings(from, to),
  recipe: () => weights.recipe,
  accelerator: () => weights.accelerator,
  precision: (from: Precision, to: Precision) =>
    Math.max(1, weights.precision * doublings(precisionBits[from], precisionBits[to])),
} as const
