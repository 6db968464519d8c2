import { describe, expect, it } from 'vitest'
import { resolveModel } from '../../../src/catalog/models.ts'
import { usualFormat } from '../../../src/catalog/weight-format.ts'
import { weightsGiB } from '../../../src/decide/fit/weights.ts'
import type { Precision } from '../../../src/vocabulary/precision.ts'

function weights(id: string, tensorParallel: number, precision?: Precision, rocm = false): number {
  const model = resolveModel(id)
  if (model === undefined) throw new Error(`${id} is not in the catalog`)
  const wanted = precision ?? model.precision
  const result = weightsGiB({
    architecture: model.architecture,
    format: wanted === model.precision ? model.format : usualFormat(wanted),
    tensorParallel,
    pipelineParallel: 1,
    rocm,
    padsExpertRows: false,
  })
  if (result === undefined) throw new Error('the weights are not known')
  return result
}

/** "Model loading took" of real starts, GiB. */
const logged: readonly (readonly [string, number, number])[] = [
  ['meta-llama/Llama-3.1-8B-Instruct', 1, 14.99],
  ['meta-llama/Llama-3.1-8B-Instruct', 8, 1.9],
  ['RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic', 1, 67.72],
  ['RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic', 2, 33.88],
  ['Qwen/Qwen3-32B', 1, 61.03],
  ['Qwen/Qwen3-32B', 2, 30.59],
  ['Qwen/Qwen3-30B-A3B', 2, 28.51],
  ['Qwen/Qwen3-30B-A3B', 4, 14.25],
  ['Qwen/Qwen3-235B-A22B', 8, 54.92],
  ['mistralai/Mixtral-8x7B-Instruct-v0.1', 1, 87.0],
  ['mistralai/Mixtral-8x7B-Instruct-v0.1', 2, 43.51],
]

describe('weights of one rank', () => {
  it.each(logged)('%s at tensor parallel %i are within 2 %% of the logged %d GiB', (id, tp, gib) => {
    expect(Math.abs(weights(id, tp) - gib) / gib).toBeLessThan(0.02)
  })

  it('adds the row padding of ROCm to fp8 linears, which closes the logged 15.71 GiB of Qwen3-14B-FP8', () => {
    const gib = weights('Qwen/Qwen3-14B-FP8', 1, undefined, true)
    expect(gib).toBeGreaterThan(15.6)
    expect(gib).toBeLessThan(15.85)
    expect(weights('Qwen/Qwen3-14B-FP8', 1, undefined, false)).toBeLessThan(15.3)
  })

  it('replicates what is not split: a DeepSeek rank holds more than an even share', () => {
    const whole = weights('deepseek-ai/DeepSeek-V3', 1)
    expect(weights('deepseek-ai/DeepSeek-V3', 8)).toBeGreaterThan(whole / 8)
    expect(whole).toBeGreaterThan(620)
    expect(whole).toBeLessThan(660)
  })

  it('keeps the attention of an fbgemm build in 16 bit: 57.75 GiB a rank were logged for the 405B over 8', () => {
    const gib = weights('meta-llama/Llama-3.1-405B-Instruct-FP8', 8)
    // its first and last layers are in 16 bit too, which the table does not say
    expect(Math.abs(gib - 57.75) / 57.75).toBeLessThan(0.03)
    expect(gib).toBeGreaterThan(weights('amd/Llama-3.1-405B-Instruct-FP8-KV', 8))
  })

  it('is that of the fullest pipeline stage: layers that do not divide, and a table at the end', () => {
    const model = resolveModel('google/gemma-3-27b-it')
    if (model === undefined) throw new Error('missing')
    const of = (pipelineParallel: number) =>
      weightsGiB({
        architecture: model.architecture,
        format: model.format,
        tensorParallel: 1,
        pipelineParallel,
        rocm: false,
        padsExpertRows: false,
      }) ?? 0
    expect(of(8)).toBeGreaterThan((of(1) / 8) * 1.2)
    expect(of(8)).toBeLessThan(of(4))
  })

  it('knows that two matrices make a Falcon feed-forward layer', () => {
    expect(weights('tiiuae/falcon-180B-chat', 1)).toBeCloseTo((178.555e9 * 2) / 2 ** 30, -1)
  })
})
