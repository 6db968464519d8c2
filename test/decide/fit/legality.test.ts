import { describe, expect, it } from 'vitest'
import { resolveModel } from '../../../src/catalog/models.ts'
import { shardingReasons } from '../../../src/decide/fit/legality.ts'
import type { ReasonCode } from '../../../src/vocabulary/reasons.ts'

function codes(id: string, tp: number): ReasonCode[] {
  const model = resolveModel(id)
  if (model === undefined) throw new Error(`${id} is not in the catalog`)
  const name = id.slice(id.indexOf('/') + 1)
  return shardingReasons(
    model.architecture,
    name,
    tp,
    model.precision,
    model.format,
    false,
    'spec.gpuCount',
  ).map((r) => r.code)
}

describe('tensor-parallel legality', () => {
  it.each<[string, number, ReasonCode[]]>([
    ['microsoft/phi-4', 2, []],
    ['microsoft/phi-4', 4, ['KVHeads']],
    ['Qwen/Qwen2.5-0.5B-Instruct', 4, ['AttentionHeads']],
    ['Qwen/Qwen2.5-7B-Instruct', 8, ['AttentionHeads']],
    ['Qwen/Qwen3-32B', 8, []],
    // 4 KV heads: every rank keeps a copy, which is legal
    ['Qwen/Qwen3-235B-A22B', 8, []],
    // experts 1,536 wide: 192 a rank is no multiple of the fp8 block
    ['Qwen/Qwen3-235B-A22B-Instruct-2507-FP8', 8, ['QuantBlock']],
    ['Qwen/Qwen3-235B-A22B-Instruct-2507-FP8', 4, []],
    ['deepseek-ai/DeepSeek-R1-0528', 8, []],
  ])('%s at %i: %j', (id, tp, expected) => {
    expect(codes(id, tp)).toEqual(expected)
  })

  it('quotes the engine', () => {
    const model = resolveModel('Qwen/Qwen2.5-7B-Instruct')
    if (model === undefined) throw new Error('missing')
    const [reason] = shardingReasons(
      model.architecture,
      'Qwen2.5-7B',
      8,
      'bf16',
      'bf16',
      false,
      'spec.gpuCount',
    )
    expect(reason).toMatchObject({ certainty: 'certain', path: 'spec.gpuCount' })
    expect(reason?.message).toContain(
      'Total number of attention heads (28) must be divisible by tensor parallel size (8).',
    )
  })
})
