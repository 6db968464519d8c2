import { describe, expect, it } from 'vitest'
import { models } from '../../src/catalog/models.ts'
import { nativeStorage } from '../../src/catalog/weight-format.ts'

const named = models.map((model) => [model.id, model] as const)

describe('every row', () => {
  it.each(named)('%s is consistent', (_id, model) => {
    expect(model.fullAttentionLayers + model.windowLayers + model.stateLayers).toBeLessThanOrEqual(
      model.layers,
    )
    expect(model.source).not.toBe('')
    expect(nativeStorage(model.nativeFormat).precision).toBe(model.nativePrecision)
    expect(model.tensorParallelSizes[0]).toBe(1)
    expect(model.windowLayers > 0).toBe(model.window !== undefined && model.windowKVBytesPerToken > 0)
    if (model.attention === 'hybrid-state') expect(model.stateLayers).toBeGreaterThan(0)
    if (model.attention === 'mla') expect(model.mla).toBeDefined()
    if (model.attention === 'full') {
      expect(model.fullAttentionLayers).toBe(model.layers)
      expect(model.kvHeads).toBeDefined()
      expect(model.mla).toBeUndefined()
    }
  })

  it.each(named)('%s allows the tensor-parallel sizes that its heads and widths divide by', (_id, model) => {
    const kv = model.kvHeads ?? 1
    const legal = [1, 2, 4, 8, 16].filter(
      (size) =>
        model.attentionHeads % size === 0 &&
        (kv >= size ? kv % size === 0 : size % kv === 0) &&
        (model.feedForwardSize ?? 0) % size === 0,
    )
    // the table may forbid more: widths of experts, states and vision towers
    expect(legal).toEqual(expect.arrayContaining([...model.tensorParallelSizes]))
  })
})

/** Gemma 4 keeps other heads on its global layers: fewer and wider, given in its source as 2 × 512 and 4 × 512. */
const otherGlobalHeads = new Set(['google/gemma-4-26B-A4B-it', 'google/gemma-4-31B-it'])

describe('bytes of cache per token', () => {
  it.each(named.filter(([id, model]) => model.kvBytesPerToken !== undefined && !otherGlobalHeads.has(id)))(
    'of %s follow from its layers and heads',
    (_id, model) => {
      const bytes = (layers: number) =>
        model.mla
          ? layers * (model.mla.kvLoraRank + model.mla.ropeDim) * 2
          : layers * (model.kvHeads ?? 0) * (model.headDim + model.valueHeadDim) * 2
      expect(model.kvBytesPerToken).toBe(bytes(model.fullAttentionLayers))
      if (model.window !== undefined) expect(model.windowKVBytesPerToken).toBe(bytes(model.windowLayers))
    },
  )
})

describe('parameters', () => {
  const dense = models.filter(
    (model) =>
      model.parametersB !== undefined && !model.moe && model.attention === 'full' && model.feedForwardSize,
  )
  it.each(
    dense
      .filter(({ family }) => ['qwen3', 'qwen2.5', 'llama3', 'mistral'].includes(family))
      .map((m) => [m.id, m] as const),
  )('of %s follow from its dimensions to within 1 %%', (_id, model) => {
    const { hiddenSize: h, headDim: d, feedForwardSize: ffn = 0, kvHeads: kv = 0 } = model
    const layer = h * d * (2 * model.attentionHeads + 2 * kv) + 3 * h * ffn
    const embeddings = (model.tiedEmbeddings ? 1 : 2) * model.vocabularySize * h
    const computed = (model.layers * layer + embeddings) / 1e9
    expect(Math.abs(computed / (model.parametersB ?? 0) - 1)).toBeLessThan(0.01)
  })
})
