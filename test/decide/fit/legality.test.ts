import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accelerators } from '../../../src/catalog/accelerators.ts'
import type { ModelShape } from '../../../src/catalog/model-shape.ts'
import type { StoredWeights } from '../../../src/catalog/stored-weights.ts'
import { type WeightFormat, weightFormats } from '../../../src/catalog/weight-format.ts'
import {
  allowedTensorParallel,
  derivedPositions,
  formatNotes,
  type Layout,
  type LegalityInput,
  legalityReasons,
} from '../../../src/decide/fit/legality.ts'
import { reasonCodes } from '../../../src/vocabulary/reasons.ts'
import * as shapes from './shapes.ts'

const paths = {
  gpuCount: 'spec.gpus',
  tensorParallel: 'args.tensor-parallel-size',
  precision: 'spec.precision',
  kvCacheDtype: 'args.kv-cache-dtype',
  maxModelLen: 'args.max-model-len',
  engineArgs: 'args',
}

const alone: Layout = {
  tensorParallel: 1,
  pipelineParallel: 1,
  dataParallel: 1,
  expertParallel: false,
  decodeContextParallel: 1,
  cacheDtype: 'auto',
  multimodal: true,
  allowLongContext: false,
}

interface Plan
  extends Partial<Omit<LegalityInput, 'model' | 'accelerator' | 'effective' | 'settings' | 'engine'>> {
  readonly shape: ModelShape
  readonly stored?: StoredWeights | WeightFormat
  readonly layout?: Partial<Layout>
  readonly on?: string
  readonly vllm?: string
  readonly sglang?: string
  readonly maxModelLen?: number
  readonly quantization?: string
  readonly other?: Readonly<Record<string, string | true>>
}

function accelerator(name: string): LegalityInput['accelerator'] {
  const found = accelerators.find((each) => each.name === name)
  if (found === undefined) throw new Error(`no accelerator ${name}`)
  return found
}

/** The newest vLLM on a node of eight MI300X, as many GPUs as the layout has ranks. */
function plan({ stored = 'bf16', layout, on = 'MI300X', vllm, sglang, ...rest }: Plan): LegalityInput {
  const { maxModelLen, quantization, other = {}, ...more } = rest
  const effective = { ...alone, ...layout }
  const weights = typeof stored === 'string' ? { format: stored } : stored
  return {
    model: { id: 'the model', stored: weights, loadedAs: weights.format },
    accelerator: accelerator(on),
    gpusPerNode: 8,
    nodes: 1,
    gpuCount: effective.tensorParallel * effective.pipelineParallel * effective.dataParallel,
    engine:
      sglang === undefined
        ? { backend: 'vllm', version: vllm ?? '0.33.0' }
        : { backend: 'sglang', version: sglang },
    settings: {
      other,
      ...(maxModelLen === undefined ? {} : { maxModelLen }),
      ...(quantization === undefined ? {} : { quantization }),
    },
    effective,
    paths,
    ...more,
  }
}

/** `code certainty message` of every reason. */
const refusals = (of: Plan) =>
  legalityReasons(plan(of)).map(({ code, certainty, message }) => `${code} ${certainty} ${message}`)
const split = (shape: ModelShape, tensorParallel: number, stored: StoredWeights | WeightFormat = 'bf16') =>
  refusals({ shape, stored, layout: { tensorParallel }, gpusPerNode: 64 })

describe('heads and widths', () => {
  it('quotes vLLM on attention heads', () => {
    expect(split(shapes.llama8B, 3)[0]).toBe(
      'AttentionHeads certain the model has 32 attention heads: "Total number of attention heads (32) must be divisible by tensor parallel size (3)."',
    )
  })
  it('quotes SGLang’s assertion on them', () => {
    const [first] = refusals({ shape: shapes.llama8B, layout: { tensorParallel: 3 }, sglang: '0.5.23' })
    expect(first).toContain('"32 is not divisible by 3"')
  })
  it('divides KV heads in both directions', () => {
    expect(split(shapes.phi4, 4)).toEqual([
      'KVHeads certain the model has 10 KV heads, which do not divide over tensor parallel 4: "10 is not divisible by 4"',
    ])
    expect(split(shapes.llama8B, 16)).toEqual([])
    const three = shapes.shape(2, 4096, 64, [shapes.attention(32, 3, 128), shapes.dense(4096)])
    expect(split(three, 8)[0]).toContain('"8 is not divisible by 3"')
  })
  it('does not ask that a latent cache divides', () => {
    expect(split(shapes.deepseekV3, 16)).toEqual([])
  })
  it('divides state heads', () => {
    expect(split(shapes.qwenNext80B, 32)).toContain(
      'AttentionHeads certain the model has layers with 16 state heads: "16 is not divisible by 32"',
    )
  })
  it('divides widths of dense layers and experts', () => {
    const odd = shapes.shape(2, 4096, 64, [shapes.attention(32, 8, 128), shapes.dense(4100)])
    expect(split(odd, 8)).toEqual([
      'FeedForwardWidth certain the model has feed-forward layers 4,100 wide: "4100 is not divisible by 8"',
    ])
    const experts = shapes.shape(2, 4096, 64, [shapes.attention(32, 8, 128), shapes.experts(16, 2, 1100)])
    expect(split(experts, 8)[0]).toContain('ExpertWidth certain the model has experts 1,100 wide')
    expect(refusals({ shape: experts, layout: { tensorParallel: 8, expertParallel: true } })).toEqual([])
  })
  it('splits experts over the ranks of all replicas', () => {
    const layout = { tensorParallel: 2, dataParallel: 4 }
    const odd = shapes.shape(2, 4096, 64, [shapes.attention(32, 8, 128), shapes.experts(16, 2, 1100)])
    expect(refusals({ shape: odd, layout })[0]).toContain('"1100 is not divisible by 8" (the 4 replicas')
  })
  it('counts experts where the class does', () => {
    const few = shapes.shape(2, 4096, 64, [shapes.attention(32, 8, 128), shapes.experts(4, 2, 1024)])
    const qwen = { ...few, architecture: 'Qwen3MoeForCausalLM' }
    expect(split(few, 8)).toEqual([])
    expect(split(qwen, 8)[0]).toContain('"Tensor parallel size 8 is greater than the number of experts 4."')
    expect(refusals({ shape: few, layout: { tensorParallel: 8 }, sglang: '0.5.23' })).toHaveLength(1)
  })
  it('divides the padded vocabulary', () => {
    expect(split(shapes.phi4, 5)).toEqual([
      'VocabularySize certain the model has a vocabulary of 100,352 rows: "100352 is not divisible by 5"',
    ])
  })
  it('only estimates what an encoder does', () => {
    const layout = { tensorParallel: 4 }
    const shape = { ...shapes.gemma27B, encoder: { parameters: 1e8, heads: 6, split: true } }
    expect(refusals({ shape, layout })[0]).toContain('AttentionHeads estimated the encoder')
    expect(refusals({ shape, layout: { ...layout, encoderReplicated: true } })).toEqual([])
    expect(refusals({ shape, layout: { ...layout, multimodal: false } })).toEqual([])
  })
})

describe('blocks and groups of quantised layers', () => {
  it('needs whole fp8 blocks of every input that is split', () => {
    // 17408 over 16 is 1088, eight and a half blocks
    const narrow = shapes.shape(2, 5120, 64, [shapes.attention(64, 16, 128), shapes.dense(17_408)])
    expect(split(narrow, 16, 'fp8-block128')).toEqual([
      'QuantBlock certain gate_up_proj of the model over 16 ranks: "Weight output_partition_size = 1088 is not divisible by weight quantization block_n = 128."',
    ])
    expect(split(narrow, 16, 'fp8-channel')).toEqual([])
  })
  it('needs them of queries, keys and values each', () => {
    const small = shapes.shape(2, 4096, 64, [shapes.attention(32, 8, 64), shapes.dense(4096)])
    expect(split(small, 8, 'fp8-block128')[0]).toContain('output_partition_size = 64 ')
    expect(split(small, 4, 'fp8-block128')).toEqual([])
  })
  it('needs them of what attention puts out', () => {
    const latent = shapes.shape(2, 4096, 64, [
      { ...shapes.latent, heads: 8, nopeDim: 64, valueHeadDim: 64 },
      { kind: 'none' },
    ])
    expect(split(latent, 8, 'fp8-block128').join()).toContain(
      'o_proj of the model over 8 ranks: "Weight input_size_per_partition = 64 is not divisible by weight quantization block_k = 128."',
    )
  })
  it('needs them of experts, of the full width with expert parallelism', () => {
    expect(split(shapes.qwen30BA3B, 4, 'fp8-block128')[0]).toContain(
      `"The output_size of gate's and up's weight = 192 is not divisible by weight quantization block_n = 128."`,
    )
    const layout = { tensorParallel: 4, expertParallel: true }
    expect(refusals({ shape: shapes.qwen30BA3B, stored: 'fp8-block128', layout })).toEqual([])
  })
  it('lets the last of two matrices that are not split be odd', () => {
    expect(split(shapes.deepseekV3, 8, 'fp8-block128')).toEqual([])
  })
  it('asks nothing of classes that are in 16 bit', () => {
    const stored: StoredWeights = { format: 'fp8-block128', in16Bit: ['experts'] }
    expect(split(shapes.qwen30BA3B, 4, stored)).toEqual([])
    const partly: StoredWeights = { format: 'fp8-block128', sharesIn16Bit: { experts: 0.1 } }
    expect(split(shapes.qwen30BA3B, 4, partly)[0]).toMatch(/^QuantBlock estimated/)
  })
  it('needs whole int4 groups', () => {
    // Qwen2.5-72B: 29568 over 8 is 3696
    const qwen72B = shapes.shape(2, 8192, 64, [shapes.attention(64, 8, 128), shapes.dense(29_568)])
    expect(split(qwen72B, 8, 'int4-g128')[0]).toContain(
      'down_proj of the model over 8 ranks: "The input size is not aligned with the quantized weight shape. This can be caused by too large tensor parallel size."',
    )
    expect(split(qwen72B, 8, { format: 'int4-g128', zeroPoints: false })[0]).toContain(
      `"Weight input_size_per_partition=3696 for layer '…down_proj' is not divisible by group_size=128.`,
    )
    expect(split(qwen72B, 1, 'int4-g128')).toEqual([])
  })
  it('knows what each version says of int4 experts', () => {
    const of = (vllm: string, stored: StoredWeights) =>
      refusals({ shape: shapes.qwen30BA3B, stored, vllm, layout: { tensorParallel: 4 } })
    const packed: StoredWeights = { format: 'int4-g128', zeroPoints: false }
    expect(of('0.33.0', packed)[0]).toContain(
      'QuantBlock certain experts.down_proj of the model over 4 ranks: "CompressedTensors WNA16 MoE',
    )
    expect(of('0.23.0', packed)[0]).toMatch(/^QuantBlock estimated/)
    // AWQ's kernel halves its groups
    expect(of('0.33.0', { format: 'int4-g128' })).toEqual([])
  })
  it('needs blocks of 32 for MXFP8', () => {
    const odd = shapes.shape(2, 4096, 64, [shapes.attention(32, 8, 128), shapes.dense(8192 + 64)])
    expect(split(odd, 4, 'mxfp8')[0]).toContain('2064 % 32 = 16')
  })
})

describe('parallel groups', () => {
  const shape = shapes.llama8B

  it('fit on the nodes there are', () => {
    expect(refusals({ shape, layout: { tensorParallel: 16 } })[0]).toBe(
      'NodeTooSmall certain a node of MI300X has 8 GPUs, 16 are needed on one node',
    )
    expect(refusals({ shape, nodes: 2, layout: { tensorParallel: 16 } }).join()).toContain(
      'TensorParallelBeyondNode estimated tensor parallel 16 would span nodes of 8 GPUs each',
    )
    expect(refusals({ shape, nodes: 2, layout: { tensorParallel: 8, pipelineParallel: 2 } })).toEqual([])
  })
  it('have as many ranks as GPUs', () => {
    expect(refusals({ shape, gpuCount: 8, layout: { tensorParallel: 2, dataParallel: 2 } })).toEqual([
      'TensorParallelMismatch certain tensor parallel 2 × data parallel 2 is 4 ranks, but 8 GPUs are asked for',
    ])
  })
  it('stay within a partition', () => {
    expect(refusals({ shape, partition: 'cpx_nps4', layout: { tensorParallel: 2 } }).join()).toContain(
      'TensorParallelAcrossPartitions certain',
    )
  })
  it('deal every stage a layer, and the layers there are', () => {
    const of = (layout: Partial<Layout>) => refusals({ shape, layout, gpusPerNode: 64 })
    expect(of({ pipelineParallel: 40 })[0]).toMatch(/^TensorParallelMismatch estimated/)
    expect(of({ pipelineParallel: 2, layerPartition: [16, 16] })).toEqual([])
    expect(of({ pipelineParallel: 2, layerPartition: [32] })[0]).toContain(
      '"len(partitions)=1 does not match pp_size=2."',
    )
    expect(of({ pipelineParallel: 2, layerPartition: [16, 20] })[0]).toContain(
      '"sum(partitions)=36 does not match num_hidden_layers=32."',
    )
  })
  it('know the classes that had no stages', () => {
    const text = { ...shapes.llama8B, architecture: 'MiniMaxText01ForCausalLM' }
    const of = (vllm: string) => refusals({ shape: text, vllm, layout: { pipelineParallel: 2 } })
    expect(of('0.11.0')[0]).toContain('"Pipeline parallelism is not supported for this model.')
    expect(of('0.33.0')).toEqual([])
  })
  it('need experts for expert parallelism', () => {
    expect(refusals({ shape, layout: { expertParallel: true } })[0]).toContain(
      '"Number of experts in the model must be greater than 0 when expert parallelism is enabled."',
    )
    expect(refusals({ shape: shapes.qwen30BA3B, layout: { expertParallel: true } })).toEqual([])
  })
  it('need experts for replicas balanced from outside', () => {
    const of = (vllm: string, of: ModelShape) =>
      refusals({ shape: of, vllm, layout: { dataParallel: 2 }, other: { 'data-parallel-external-lb': true } })
    expect(of('0.33.0', shape)[0]).toContain('"Non-MoE models do not support external data parallel mode."')
    expect(of('0.33.0', shapes.qwen30BA3B)).toEqual([])
    expect(of('0.11.0', shape)).toEqual([])
  })
  it('share a cache only as far as the heads allow', () => {
    const of = (
      tensorParallel: number,
      decodeContextParallel: number,
      vllm = '0.33.0',
      model = shapes.qwen30BA3B,
    ) => refusals({ shape: model, vllm, layout: { tensorParallel, decodeContextParallel } }).join()
    expect(of(8, 3)).toContain('"tp_size=8 must be divisible by dcp_size=3."')
    expect(of(4, 2)).toContain(
      '"Decode context parallelism for GQA/MQA requires `--tensor-parallel-size` (4)',
    )
    expect(of(4, 2, '0.26.0')).toContain('"tensor parallel size 4 must be greater than total num kv heads 4')
    expect(of(8, 4)).toContain('exceeds the maximum supported value (2)')
    expect(of(8, 2)).toBe('')
    const three = shapes.shape(2, 4096, 64, [shapes.attention(24, 8, 128), shapes.dense(4096)])
    expect(
      refusals({ shape: three, nodes: 2, layout: { tensorParallel: 16, decodeContextParallel: 2 } }).join(),
    ).toContain("The model's number of query heads per KV head (3)")
    expect(of(8, 8, '0.33.0', shapes.deepseekV3)).toBe('')
  })
})

describe('formats', () => {
  const shape = shapes.llama8B

  it('takes the quantisation methods of the version', () => {
    const of = (quantization: string, engine: Partial<Plan>) => refusals({ shape, quantization, ...engine })
    expect(of('bitsandbytes', { vllm: '0.33.0' })[0]).toContain(
      'FormatUnsupported certain "bitsandbytes quantization is currently not supported in rocm."',
    )
    expect(of('bitsandbytes', { vllm: '0.23.0' })).toEqual([])
    expect(of('ptpc_fp8', { vllm: '0.11.0' })).toEqual([])
    expect(of('ptpc_fp8', { vllm: '0.20.2' })).toHaveLength(1)
    expect(of('bitsandbytes', { vllm: 'nightly' })).toEqual([])
    expect(of('gptq', { sglang: '0.5.16', stored: 'int4-g128' })).toEqual([])
    expect(of('gptq', { sglang: '0.5.23' })[0]).toContain(
      '"gptq quantization is currently not supported in ROCm."',
    )
    expect(of('bitsandbytes', { vllm: '0.33.0', on: 'H100' })).toEqual([])
  })

  it.each<[string, WeightFormat, boolean]>([
    ['fp8', 'bf16', true],
    ['mxfp4', 'bf16', true],
    ['awq', 'bf16', false],
    ['gptq_marlin', 'fp16', false],
    ['compressed-tensors', 'bf16', false],
    ['awq', 'int4-g128', true],
    ['compressed-tensors', 'int4-g128', true],
    ['fp8', 'int4-g128', false],
    ['fp8', 'fp8-block128', true],
    ['compressed-tensors', 'fp8-channel', true],
    ['awq_marlin', 'fp8', false],
  ])('estimates whether %s reads a checkpoint stored in %s: %j', (quantization, stored, reads) => {
    const found = refusals({ shape, quantization, stored, vllm: '0.17.1' })
    expect(found).toEqual(reads ? [] : [expect.stringMatching(/^FormatUnsupported estimated .*stored in/)])
  })

  it('estimates where a version has no fp8 kernels for a target', () => {
    const of = (on: string, vllm: string) => refusals({ shape, stored: 'fp8-channel', on, vllm })
    expect(of('MI300X', '0.11.0')).toEqual([])
    expect(of('MI210', '0.23.0')).toEqual([])
    expect(of('MI210', '0.11.0')).toEqual([
      'FormatUnsupported estimated vLLM 0.11.0 has no fp8 kernels for gfx90a (MI210); vLLM 0.20.2 has them',
    ])
  })
  it('estimates that an fp8 cache fails on targets without fp8', () => {
    const of = (on: string, cacheDtype: string, model = shape) =>
      refusals({ shape: model, on, layout: { cacheDtype } })
    expect(of('MI210', 'fp8')[0]).toContain('FormatUnsupported estimated an fp8 KV cache')
    expect(of('MI300X', 'fp8')).toEqual([])
    expect(of('MI300X', 'fp8_e5m2')).toEqual([])
    expect(of('MI300X', 'fp8_e5m2', shapes.deepseekV3)[0]).toContain('FormatUnsupported certain')
  })
  it('notes what runs expanded', () => {
    const notes = (on: string, stored: WeightFormat) => formatNotes(plan({ shape, on, stored }))
    expect(notes('MI355X', 'mxfp4')).toEqual([])
    expect(notes('MI300X', 'mxfp4')[0]).toContain('mxfp4 is expanded before every multiplication on gfx942')
    expect(notes('MI355X', 'nvfp4')).toHaveLength(1)
    expect(notes('MI210', 'fp8')[0]).toContain('MI210 does not compute in fp8')
    expect(notes('MI300X', 'bf16')).toEqual([])
  })
})

describe('lengths', () => {
  const yarn = { ...shapes.qwen32B, maxPositions: 40_960, yarnPositions: 131_072 }

  it('end at the model’s maximum, with the engine’s words', () => {
    expect(refusals({ shape: shapes.llama8B, maxModelLen: 200_000 })).toEqual([
      `ContextTooLong certain 200,000 tokens are more than the model's maximum of 131,072: "User-specified max_model_len (200000) is greater than the derived max_model_len (max_position_embeddings=131072 or model_max_length=None in model's config.json)."`,
    ])
    expect(refusals({ shape: shapes.llama8B, maxModelLen: 131_072 })).toEqual([])
    expect(
      refusals({ shape: shapes.llama8B, maxModelLen: 200_000, layout: { allowLongContext: true } }),
    ).toEqual([])
  })
  it('use SGLang’s words for SGLang', () => {
    expect(refusals({ shape: shapes.llama8B, maxModelLen: 200_000, sglang: '0.5.23' })[0]).toContain(
      '"User-specified context_length (200000) is greater than the derived context_length (131072)."',
    )
  })
  it('count a yarn factor up to 0.28 only', () => {
    expect(derivedPositions(yarn, { backend: 'vllm', version: '0.28.0' })).toBe(131_072)
    expect(derivedPositions(yarn, { backend: 'vllm', version: '0.30.0' })).toBe(40_960)
    expect(derivedPositions(yarn, { backend: 'sglang', version: '0.5.23' })).toBe(40_960)
  })
})

describe('tensor parallel sizes that are allowed', () => {
  it('are those over which everything divides', () => {
    expect(allowedTensorParallel(shapes.phi4, { format: 'bf16' }, 16)).toEqual([1, 2])
    expect(allowedTensorParallel(shapes.llama8B, { format: 'bf16' }, 8)).toEqual([1, 2, 4, 8])
    expect(allowedTensorParallel(shapes.qwen30BA3B, { format: 'fp8-block128' }, 8)).toEqual([1, 2])
    const options = { expertParallel: true }
    expect(allowedTensorParallel(shapes.qwen30BA3B, { format: 'fp8-block128' }, 8, options)).toEqual([
      1, 2, 4, 8,
    ])
  })
})

describe('any plan', () => {
  const models = fc.constantFrom(
    shapes.llama8B,
    shapes.phi4,
    shapes.qwen30BA3B,
    shapes.deepseekV3,
    shapes.qwenNext80B,
    shapes.gptOss20B,
    shapes.gemma27B,
  )
  const plans: fc.Arbitrary<Plan> = fc.record({
    shape: models,
    stored: fc.constantFrom(...(Object.keys(weightFormats) as WeightFormat[])),
    on: fc.constantFrom(...accelerators.map(({ name }) => name)),
    vllm: fc.constantFrom('0.11.0', '0.23.0', '0.33.0', 'nightly', ''),
    gpuCount: fc.integer({ min: 1, max: 64 }),
    nodes: fc.integer({ min: 1, max: 4 }),
    maxModelLen: fc.integer({ min: 1, max: 2 ** 21 }),
    quantization: fc.constantFrom('fp8', 'awq', 'nonsense'),
    layout: fc.record({
      tensorParallel: fc.integer({ min: 1, max: 40 }),
      pipelineParallel: fc.integer({ min: 1, max: 8 }),
      dataParallel: fc.integer({ min: 1, max: 8 }),
      expertParallel: fc.boolean(),
      decodeContextParallel: fc.integer({ min: 1, max: 8 }),
      cacheDtype: fc.constantFrom('auto', 'fp8', 'fp8_e5m2', 'bfloat16'),
      multimodal: fc.boolean(),
      allowLongContext: fc.boolean(),
    }),
  })
  const known = new Set(Object.values(paths))

  it('is judged without a throw, every reason with a code, a path and a sentence', () => {
    fc.assert(
      fc.property(plans, (of) => {
        for (const reason of legalityReasons(plan(of))) {
          expect(reasonCodes).toContain(reason.code)
          expect(known).toContain(reason.path)
          expect(reason.message).not.toMatch(/undefined|NaN|\.$/)
        }
      }),
    )
  })
  it('that one rank holds has no reason to do with splitting', () => {
    fc.assert(
      fc.property(models, (shape) => {
        expect(refusals({ shape })).toEqual([])
      }),
    )
  })
})
