import { describe, expect, it } from 'vitest'
import { readModelConfig } from '../../../src/catalog/model-config/read.ts'
import { readWeightsIndex } from '../../../src/catalog/model-config/weights-index.ts'
import type { StoredWeights } from '../../../src/catalog/stored-weights.ts'

const { shape } = readModelConfig({
  architectures: ['DeepseekV2ForCausalLM'],
  first_k_dense_replace: 1,
  hidden_size: 1024,
  intermediate_size: 4096,
  kv_lora_rank: 512,
  max_position_embeddings: 8192,
  moe_intermediate_size: 512,
  n_routed_experts: 2,
  n_shared_experts: 1,
  num_attention_heads: 8,
  num_experts_per_tok: 1,
  num_hidden_layers: 2,
  qk_nope_head_dim: 128,
  qk_rope_head_dim: 64,
  v_head_dim: 128,
  vocab_size: 32000,
})
if (shape === undefined) throw new Error('no shape')

const attention = ['q_proj', 'kv_a_proj_with_mqa', 'kv_b_proj', 'o_proj'].map((name) => `self_attn.${name}`)
const modules = [
  ...attention.map((name) => `0.${name}`),
  ...attention.map((name) => `1.${name}`),
  ...['gate', 'up', 'down'].map((name) => `0.mlp.${name}_proj`),
  ...[0, 1].flatMap((expert) => ['gate', 'up', 'down'].map((name) => `1.mlp.experts.${expert}.${name}_proj`)),
  ...['gate', 'up', 'down'].map((name) => `1.mlp.shared_experts.${name}_proj`),
]

/** The index of a repository whose modules have scales where `scaled` says so. */
function index(scaled: (module: string) => boolean, more: readonly string[] = [], total_size: unknown = 1e9) {
  const names = modules.flatMap((module) => {
    const name = `model.layers.${module}`
    return scaled(module) ? [`${name}.weight`, `${name}.weight_scale_inv`] : [`${name}.weight`]
  })
  const all = ['model.embed_tokens.weight', 'lm_head.weight', ...names, ...more]
  return {
    metadata: { total_size },
    weight_map: Object.fromEntries(all.map((name) => [name, 'model-00001-of-00002.safetensors'])),
  }
}

const read = (document: unknown, stored: StoredWeights = { format: 'fp8-block128' }) =>
  readWeightsIndex(document, shape, stored)

describe('classes that carry scales', () => {
  it('are quantised, and the others are not, whatever the config says', () => {
    const some = index((module) => module.includes('experts.'))
    expect(read(some).stored).toEqual({
      checkpointBytes: 1e9,
      format: 'fp8-block128',
      in16Bit: ['attention', 'dense'],
    })
    expect(
      read(
        index(() => true),
        { format: 'fp8-block128', in16Bit: ['attention'] },
      ).stored,
    ).toEqual({
      checkpointBytes: 1e9,
      format: 'fp8-block128',
    })
  })

  it('are quantised in part where some layers have them', () => {
    expect(
      read(index((module) => module.startsWith('1.') || module.startsWith('0.mlp'))).stored,
    ).toMatchObject({
      sharesIn16Bit: { attention: 0.5 },
    })
  })

  it('have zero points where the files have them', () => {
    const packed = index(() => true, ['model.layers.0.self_attn.o_proj.qzeros'])
    expect(read(packed, { format: 'int4-g128' }).stored?.zeroPoints).toBe(true)
    expect(
      read(
        index(() => true),
        { format: 'int4-g128' },
      ).stored?.zeroPoints,
    ).toBe(false)
  })

  it('change nothing of weights in 16 bit', () => {
    expect(
      read(
        index(() => false),
        { format: 'bf16' },
      ).stored,
    ).toEqual({ checkpointBytes: 1e9, format: 'bf16' })
  })
})

describe('tensors beside the decoder', () => {
  it.each(['model.layers.2.eh_proj.weight', 'mtp.layers.0.self_attn.q_proj.weight'])(
    '%s is a draft layer, whose bytes cannot be told from the others',
    (name) => {
      const found = read(index(() => true, [name]))
      expect(found.draftInFiles).toBe(true)
      expect(found.stored).toEqual({ format: 'fp8-block128' })
    },
  )

  it('are those of an encoder, whose layers are not the decoder’s', () => {
    const encoder = ['vision_tower.encoder.layers.7.mlp.fc1.weight']
    expect(read(index(() => true, encoder))).toMatchObject({ draftInFiles: false, encoderInFiles: true })
  })
})

describe('a document of another form', () => {
  it.each([
    [null, ''],
    [{}, 'weight_map'],
    [{ weight_map: [] }, 'weight_map'],
    [{ weight_map: { 'transformer.h.0.attn.weight': 'a' } }, 'weight_map'],
    [{ ...index(() => true), metadata: 'none' }, 'metadata'],
    [index(() => true, [], '12'), 'metadata.total_size'],
    [index(() => true, [], 0), 'metadata.total_size'],
  ])('%# is an error with its path', (document, path) => {
    const { errors, stored } = read(document)
    expect(errors[0]?.path).toBe(path)
    expect(stored).toBeUndefined()
  })

  it('may leave out the size', () => {
    expect(read({ weight_map: index(() => true).weight_map }).stored).toEqual({ format: 'fp8-block128' })
  })
})
