/**
 * What quantised builds leave out of their quantisation, beyond what their format leaves out by itself
 * (embeddings, head, router, norms and encoders, and everything but the experts in `…-experts` formats).
 * @module
 */
import type { TensorClass } from './model-shape.ts'
import type { StoredWeights } from './stored-weights.ts'
import { type WeightFormat, weightFormats } from './weight-format.ts'

interface KnownBuilds {
  /** Rows of the model table. */
  readonly of: readonly string[]
  readonly precision: 'fp8' | 'fp4' | 'int4'
  /** Publishers in lower case. Default: all of them. */
  readonly publishers?: readonly string[]
  readonly in16Bit: readonly TensorClass[]
  /** What their precision is in truth, where its word alone means another format. */
  readonly format?: WeightFormat
  readonly source: string
}

const largeQwen35 = ['Qwen/Qwen3.5-122B-A10B', 'Qwen/Qwen3.5-397B-A17B']
const modelOpt = 'hf_quant_config.json of the repository'

const knownBuilds: readonly KnownBuilds[] = [
  {
    of: ['Qwen/Qwen3-Next-80B-A3B-Instruct'],
    precision: 'int4',
    publishers: ['redhatai'],
    in16Bit: ['stateMixer'],
    source: 'llm-compressor, its example for this class: linear_attn is in the ignore list',
  },
  {
    of: ['Qwen/Qwen3-Next-80B-A3B-Instruct'],
    precision: 'int4',
    in16Bit: ['attention', 'stateMixer', 'sharedExperts'],
    format: 'int4-g32',
    source:
      '45.41 GiB loaded at size 1 (github.com/davetha/mi210-llm-stack results/t80-awq4), 23.50 at 2 (kyuz0/amd-r9700-vllm-toolboxes)',
  },
  {
    of: largeQwen35,
    precision: 'int4',
    in16Bit: ['attention', 'stateMixer', 'sharedExperts'],
    source: 'files of 73.47 GiB (122B) and 219.56 GiB (397B): KAITO model catalog',
  },
  {
    of: largeQwen35,
    precision: 'fp4',
    in16Bit: ['attention', 'stateMixer', 'sharedExperts'],
    source: `${modelOpt} (nvidia); exclude_layers of amd/Qwen3.5-397B-A17B-MoE-MXFP4, and sglang pull 22948`,
  },
  {
    of: ['meta-llama/Llama-4-Maverick-17B-128E-Instruct'],
    precision: 'fp8',
    publishers: ['meta-llama'],
    in16Bit: ['attention', 'dense', 'sharedExperts'],
    source: 'ignore list of the repository’s config.json, as remembered',
  },
  {
    of: ['zai-org/GLM-5', 'zai-org/GLM-5.2', 'moonshotai/Kimi-K2-Instruct', 'moonshotai/Kimi-K2.5'],
    precision: 'fp4',
    publishers: ['nvidia'],
    in16Bit: ['attention', 'indexer', 'dense', 'sharedExperts'],
    source: modelOpt,
  },
  {
    of: ['moonshotai/Kimi-K2-Instruct', 'MiniMaxAI/MiniMax-M3'],
    precision: 'fp4',
    publishers: ['amd'],
    in16Bit: ['attention', 'indexer', 'dense', 'sharedExperts'],
    source: 'github.com/ROCm/ATOM pull 167 (Kimi-K2-Thinking-MXFP4); sglang pull 32904 (MiniMax-M3-MXFP4)',
  },
  {
    of: ['moonshotai/Kimi-K2.5'],
    precision: 'fp4',
    publishers: ['amd'],
    in16Bit: ['attention'],
    source:
      'github.com/lightseekorg/tokenspeed pull 454: dense and shared layers are mxfp4; sglang pull 24477',
  },
  {
    of: ['MiniMaxAI/MiniMax-M2'],
    precision: 'fp4',
    publishers: ['nvidia'],
    in16Bit: ['attention'],
    source: modelOpt,
  },
  {
    of: ['google/gemma-4-26B-A4B-it'],
    precision: 'fp4',
    publishers: ['nvidia'],
    in16Bit: ['attention', 'dense'],
    source: modelOpt,
  },
  {
    of: ['google/gemma-4-31B-it', 'nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16'],
    precision: 'fp4',
    publishers: ['nvidia'],
    in16Bit: ['attention'],
    source: modelOpt,
  },
  {
    of: ['mistralai/Mistral-Small-4-119B-2603'],
    precision: 'fp4',
    in16Bit: ['attention', 'sharedExperts'],
    source: 'files of 65.95 GiB: KAITO model catalog',
  },
]

/** Publishers whose int4 is compressed-tensors, symmetric; the others' keeps zero points. */
const symmetric: ReadonlySet<string> = new Set([
  'redhatai',
  'neuralmagic',
  'nm-testing',
  'cpatonn',
  'cyankiwi',
])

/** Publishers whose builds differ from everybody's. */
const named: ReadonlySet<string> = new Set([
  ...symmetric,
  ...knownBuilds.flatMap((build) => build.publishers ?? []),
])

/** The publisher as far as it matters to `buildOf`: its name, or empty for the many whose builds are the usual ones. */
export function builderOf(publisher: string): string {
  return named.has(publisher) ? publisher : ''
}

/** How a publisher's build of a row stores its weights, where `word` is the format that its name or a flag says. */
export function buildOf(row: string, publisher: string, word: WeightFormat): StoredWeights {
  const precision = weightFormats[word]
  const known = knownBuilds.find(
    (build) =>
      build.precision === precision &&
      build.of.includes(row) &&
      (build.publishers === undefined || build.publishers.includes(publisher)),
  )
  const format = known?.format ?? word
  return {
    format,
    ...(known && { in16Bit: known.in16Bit }),
    ...(format === 'int4-g128' && symmetric.has(publisher) && { zeroPoints: false }),
  }
}
