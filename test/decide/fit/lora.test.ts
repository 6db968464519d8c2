import { expect, it } from 'vitest'
import { loraGiB } from '../../../src/decide/fit/lora.ts'
import { llama8B, qwen30BA3B } from './shapes.ts'

const on = (tensorParallel: number, more = {}) =>
  loraGiB({ shape: llama8B, stage: [0, 32], tensorParallel, modelBytes: 2, ...more })

it('an adapter of rank 16 for every matrix of Llama-3.1-8B takes 80 MiB', () => {
  // the published count of parameters of such an adapter: 41,943,040
  expect(on(1) * 2 ** 30).toBe(41_943_040 * 2)
})

it('grows with slots and rank, and is cut over ranks on one side only', () => {
  expect(on(1, { adapters: 4, rank: 64 })).toBeCloseTo(16 * on(1))
  expect(on(8)).toBeGreaterThan(on(1) / 8)
  expect(on(8)).toBeLessThan(on(1))
})

it('is made for each expert', () => {
  const experts = loraGiB({ shape: qwen30BA3B, stage: [0, 48], tensorParallel: 1, modelBytes: 2 })
  expect(experts).toBeGreaterThan(1)
})
