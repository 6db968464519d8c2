import { describe, expect, it } from 'vitest'
import { readQuantization } from '../../../src/catalog/model-config/quantization.ts'
import { readModelConfig } from '../../../src/catalog/model-config/read.ts'
import type { ModelShape } from '../../../src/catalog/model-shape.ts'

const dense = {
  architectures: ['LlamaForCausalLM'],
  hidden_size: 1024,
  intermediate_size: 4096,
  max_position_embeddings: 8192,
  num_attention_heads: 8,
  num_hidden_layers: 4,
  vocab_size: 32000,
}

const sparse = {
  ...dense,
  architectures: ['Qwen3_5MoeForConditionalGeneration'],
  linear_num_value_heads: 16,
  moe_intermediate_size: 512,
  num_experts: 8,
  num_experts_per_tok: 2,
  num_key_value_heads: 2,
  shared_expert_intermediate_size: 512,
  vision_config: { depth: 2, hidden_size: 64, intermediate_size: 128 },
}

const latent = {
  ...dense,
  architectures: ['DeepseekV3ForCausalLM'],
  first_k_dense_replace: 1,
  kv_lora_rank: 512,
  moe_intermediate_size: 512,
  n_routed_experts: 8,
  n_shared_experts: 1,
  num_experts_per_tok: 2,
  q_lora_rank: 256,
  qk_nope_head_dim: 128,
  qk_rope_head_dim: 64,
  v_head_dim: 128,
}

function shapeOf(config: unknown): ModelShape {
  const { shape } = readModelConfig(config)
  if (shape === undefined) throw new Error('no shape')
  return shape
}

const on = (config: unknown) => (quantization: unknown) => {
  const { errors, ...read } = readQuantization(quantization, shapeOf(config))
  expect(errors).toEqual([])
  return read.stored ?? read.unknown
}
const onDense = on(dense)
const onSparse = on(sparse)
const onLatent = on(latent)

describe('nothing quantised is stored in the dtype of the config', () => {
  it.each([
    [{}, 'bf16'],
    [{ torch_dtype: 'float16' }, 'fp16'],
    [{ dtype: 'float32' }, 'fp32'],
    [{ dtype: 'torch.bfloat16' }, 'bf16'],
  ])('%j', (fields, format) => {
    expect(readModelConfig({ ...dense, ...fields }).stored).toEqual({ format })
  })
})

describe('fp8', () => {
  it('has blocks, or one scale a tensor', () => {
    expect(onDense({ quant_method: 'fp8', weight_block_size: [128, 128] })).toEqual({
      format: 'fp8-block128',
    })
    expect(onDense({ quant_method: 'fp8', activation_scheme: 'static' })).toEqual({ format: 'fp8' })
    expect(onDense({ quant_method: 'fp8', weight_block_size: [1, 32] })).toEqual({ format: 'mxfp8' })
    expect(onDense({ quant_method: 'fp8', weight_block_size: [64, 64] })).toBe(
      'fitgate does not compute weights stored as 8-bit float with blocks of 64.',
    )
  })

  it('leaves out routers and norms without a word, and other classes by name', () => {
    const ignored = (names: readonly string[]) =>
      onSparse({ modules_to_not_convert: names, quant_method: 'fp8', weight_block_size: [128, 128] })
    const norms = ['lm_head', 'visual', 'model.layers.0.mlp.gate', 'model.layers.0.input_layernorm']
    expect(ignored(norms)).toEqual({ format: 'fp8-block128' })
    expect(ignored([...norms, 'self_attn', 'shared_expert'])).toEqual({
      format: 'fp8-block128',
      in16Bit: ['sharedExperts', 'attention'],
    })
  })

  it('leaves out a share of a class where it names some layers', () => {
    expect(
      onDense({ ignored_layers: ['model.layers.0.mlp', 'model.layers.1'], quant_method: 'fp8' }),
    ).toEqual({ format: 'fp8', sharesIn16Bit: { attention: 0.25, dense: 0.5 } })
  })

  it('of fbgemm has one scale a row', () => {
    expect(onDense({ modules_to_not_convert: ['self_attn', 'lm_head'], quant_method: 'fbgemm_fp8' })).toEqual(
      {
        format: 'fp8-channel',
        in16Bit: ['attention'],
      },
    )
  })
})

describe('compressed-tensors', () => {
  const group = (weights: object, targets = ['Linear']) => ({ targets, weights })
  const read = (weights: object, ignore: readonly string[] = ['lm_head']) =>
    onDense({
      config_groups: { group_0: group(weights) },
      ignore,
      quant_method: 'compressed-tensors',
    })

  it.each([
    [{ num_bits: 8, strategy: 'channel', type: 'float' }, 'fp8-channel'],
    [{ num_bits: 8, strategy: 'tensor', type: 'float' }, 'fp8'],
    [{ block_structure: [128, 128], num_bits: 8, strategy: 'block', type: 'float' }, 'fp8-block128'],
    [{ num_bits: 8, strategy: 'channel', type: 'int' }, 'int8'],
    [{ group_size: 128, num_bits: 8, strategy: 'group', type: 'int' }, 'int8-g128'],
    [{ group_size: 16, num_bits: 4, strategy: 'tensor_group', type: 'float' }, 'nvfp4'],
    [{ group_size: 32, num_bits: 4, strategy: 'group', type: 'float' }, 'mxfp4'],
  ])('%j is %s', (weights, format) => {
    expect(read(weights)).toEqual({ format })
  })

  it.each([
    [128, true],
    [64, false],
    [32, true],
  ])('int4 in groups of %i, symmetric %s', (group_size, symmetric) => {
    expect(read({ group_size, num_bits: 4, strategy: 'group', symmetric, type: 'int' })).toEqual({
      format: `int4-g${group_size}`,
      zeroPoints: !symmetric,
    })
  })

  it('leaves out what its patterns say, and quantises a head that they do not name', () => {
    const weights = { group_size: 32, num_bits: 4, strategy: 'group', type: 'int' }
    const kimi = {
      config_groups: { group_0: group(weights) },
      ignore: [
        'lm_head',
        're:.*self_attn.*',
        're:.*shared_experts.*',
        're:.*mlp\\.(gate|up|gate_up|down)_proj.*',
      ],
      quant_method: 'compressed-tensors',
    }
    expect(onLatent(kimi)).toEqual({
      format: 'int4-g32',
      in16Bit: ['attention', 'dense', 'sharedExperts'],
      zeroPoints: false,
    })
    expect(read(weights, [])).toMatchObject({ otherwise: { head: 'int4-g32' } })
  })

  it('has other formats for the modules that another group names', () => {
    expect(
      onDense({
        config_groups: {
          group_0: group({ group_size: 16, num_bits: 4, strategy: 'tensor_group', type: 'float' }),
          group_1: group({ num_bits: 8, strategy: 'channel', type: 'float' }, ['re:.*self_attn.*']),
        },
        ignore: ['lm_head'],
        quant_method: 'compressed_tensors',
      }),
    ).toEqual({ format: 'nvfp4', otherwise: { attention: 'fp8-channel' } })
  })

  it('is not computed where weights are sparse, or of bits that nobody counts', () => {
    expect(read({ group_size: 128, num_bits: 3, strategy: 'group', type: 'int' })).toMatch(/3-bit int/)
    expect(
      onDense({
        config_groups: {},
        quant_method: 'compressed-tensors',
        sparsity_config: { format: 'sparse-24-bitmask' },
      }),
    ).toMatch(/sparse-24-bitmask/)
  })
})

describe('AWQ, GPTQ and AutoRound', () => {
  it('have zero points where their files do', () => {
    expect(onDense({ bits: 4, group_size: 128, quant_method: 'awq', zero_point: true })).toEqual({
      format: 'int4-g128',
      zeroPoints: true,
    })
    expect(onDense({ bits: 4, group_size: 32, quant_method: 'gptq', sym: true })).toEqual({
      format: 'int4-g32',
      zeroPoints: true,
    })
    expect(onDense({ bits: 8, group_size: -1, quant_method: 'gptq' })).toEqual({ format: 'int8' })
    expect(onDense({ bits: 4, group_size: 64, quant_method: 'auto-round' })).toMatchObject({
      format: 'int4-g64',
    })
  })

  it('leave out what they list', () => {
    expect(
      onSparse({ bits: 4, group_size: 128, modules_to_not_convert: ['linear_attn'], quant_method: 'awq' }),
    ).toMatchObject({ in16Bit: ['stateMixer'] })
    expect(
      onSparse({
        bits: 4,
        dynamic: { '-:.*shared_expert.*': {}, '-:.*linear_attn.*': {} },
        group_size: 128,
        quant_method: 'gptq',
      }),
    ).toMatchObject({ in16Bit: ['stateMixer', 'sharedExperts'] })
  })
})

describe('ModelOpt', () => {
  const nvfp4 = { kv_cache_quant_algo: 'FP8', quant_algo: 'NVFP4' }

  it('reads config.json and hf_quant_config.json alike, the cache dtype too', () => {
    const wanted = { cacheDtype: 'fp8', format: 'nvfp4', in16Bit: ['attention'] }
    expect(onDense({ ...nvfp4, exclude_modules: ['*self_attn*'], quant_method: 'modelopt' })).toEqual(wanted)
    expect(
      onDense({
        producer: { name: 'modelopt' },
        quantization: { ...nvfp4, exclude_modules: ['*.self_attn.*'] },
      }),
    ).toEqual(wanted)
  })

  it('names layers with an end, so that 1 is not 10', () => {
    const many = on({ ...dense, num_hidden_layers: 20 })
    expect(many({ ...nvfp4, exclude_modules: ['model.layers.1.*'], quant_method: 'modelopt' })).toMatchObject(
      {
        sharesIn16Bit: { attention: 0.05, dense: 0.05 },
      },
    )
  })

  it('has one algorithm a module in mixed builds', () => {
    const layers = [0, 1, 2, 3].flatMap((layer) => [
      [`model.layers.${layer}.mlp.up_proj`, { quant_algo: 'W4A16_NVFP4' }],
      ...['q', 'k', 'v', 'o'].map((name) => [
        `model.layers.${layer}.self_attn.${name}_proj`,
        { quant_algo: 'FP8' },
      ]),
    ])
    expect(
      onDense({
        quant_algo: 'MIXED_PRECISION',
        quant_method: 'modelopt',
        quantized_layers: { ...Object.fromEntries(layers), lm_head: { quant_algo: 'W4A16_NVFP4' } },
      }),
    ).toEqual({ format: 'nvfp4', otherwise: { attention: 'fp8', head: 'nvfp4' } })
  })
})

describe('Quark', () => {
  const mx = { weight: { dtype: 'fp4', group_size: 32, qscheme: 'per_group' } }

  it('has one setting for all, others by pattern, and exceptions', () => {
    expect(
      onLatent({
        exclude: ['lm_head', 're:model.layers.*.self_attn.*'],
        global_quant_config: mx,
        quant_method: 'quark',
      }),
    ).toEqual({ format: 'mxfp4', in16Bit: ['attention'] })
    expect(
      onLatent({
        exclude: ['lm_head'],
        global_quant_config: mx,
        layer_quant_config: { '*self_attn*': { weight: { dtype: 'fp8_e4m3', qscheme: 'per_channel' } } },
        quant_method: 'quark',
      }),
    ).toEqual({ format: 'mxfp4', otherwise: { attention: 'fp8-channel' } })
  })

  it('is not computed in formats that nobody counts', () => {
    expect(
      onDense({
        global_quant_config: { weight: { dtype: 'fp6_e2m3', qscheme: 'per_group' } },
        quant_method: 'quark',
      }),
    ).toMatch(/fp6_e2m3/)
  })
})

describe('what says more than the config', () => {
  it('gpt-oss has its experts in mxfp4 and nothing else', () => {
    expect(onSparse({ modules_to_not_convert: ['lm_head'], quant_method: 'mxfp4' })).toEqual({
      format: 'mxfp4-experts',
    })
  })

  it('an fp8 model with experts in 4 bit is that of DeepSeek V4', () => {
    const quantization_config = { quant_method: 'fp8', weight_block_size: [128, 128] }
    expect(readModelConfig({ ...latent, expert_dtype: 'fp4', quantization_config }).stored).toEqual({
      format: 'mxfp4-experts+fp8',
    })
  })

  it('the object may be in the text part, or called compression_config', () => {
    const compression_config = { quant_method: 'fp8' }
    expect(readModelConfig({ ...dense, compression_config }).stored?.format).toBe('fp8')
    const text_config = { ...dense, quantization_config: { quant_method: 'fp8' } }
    expect(
      readModelConfig({ architectures: ['Mistral3ForConditionalGeneration'], text_config }).stored?.format,
    ).toBe('fp8')
  })
})

describe('what is not known', () => {
  it('is said, and the shape stays', () => {
    const read = readModelConfig({ ...dense, quantization_config: { quant_method: 'bitsandbytes' } })
    expect(read.shape).toBeDefined()
    expect(read.stored).toBeUndefined()
    expect(read.unknown).toMatch(/^fitgate does not compute weights quantised with bitsandbytes; it knows /)
  })

  it('is an error with its path where the document is wrong', () => {
    const errors = (quantization_config: unknown) => readModelConfig({ ...dense, quantization_config }).errors
    expect(errors('fp8')).toEqual([{ path: 'quantization_config', message: 'must be an object, is "fp8"' }])
    expect(errors({})[0]?.path).toBe('quantization_config.quant_method')
    expect(errors({ bits: 'four', quant_method: 'gptq' })[0]?.path).toBe('quantization_config.bits')
    expect(errors({ modules_to_not_convert: ['re:('], quant_method: 'fp8' })).toEqual([
      {
        path: 'quantization_config.modules_to_not_convert',
        message: '"re:(" is no valid expression after re:',
      },
    ])
  })
})
