/**
 * What quantised builds store otherwise than the word in their name says, beyond what their format leaves out by itself
 * (embeddings, head, router, norms and encoders, and everything but the experts in `…-experts` formats).
 * @module
 */
import type { TensorClass } from './model-shape.ts'
import type { StoredWeights } from './stored-weights.ts'
import { type WeightFormat, weightFormats } from './weight-format.ts'

interface KnownBuilds {
  /** Rows of the model table. Default: all of them. */
  readonly of?: readonly string[]
  readonly precisions: readonly ('fp8' | 'fp4' | 'int4')[]
  /** Publishers in lower case. Default: all of them. */
  readonly publishers?: readonly string[]
  /** Their storage where it is not what the word alone means. */
  readonly stored: Partial<Omit<StoredWeights, 'checkpointBytes'>>
  readonly source: string
}

const modelOpt = 'hf_quant_config.json of the repository'

/** Everything but the routed experts. */
const allButExperts: readonly TensorClass[] = ['attention', 'indexer', 'dense', 'sharedExperts']
const qwen35Experts = ['Qwen/Qwen3.5-122B-A10B', 'Qwen/Qwen3.5-397B-A17B']
const largeMixers: readonly TensorClass[] = ['attention', 'stateMixer', 'sharedExperts']

/** NVIDIA's builds in nvfp4: what stays in 16 bit, or is fp8. Their checkpoints ask for an fp8 cache. */
function nvidiaFP4(of: readonly string[], stored: KnownBuilds['stored']): KnownBuilds {
  return {
    of,
    precisions: ['fp4'],
    publishers: ['nvidia'],
    stored: { cacheDtype: 'fp8', ...stored },
    source: modelOpt,
  }
}

/** The first that applies counts. */
const knownBuilds: readonly KnownBuilds[] = [
  // the output projection is quantised, the rest of the attention not
  nvidiaFP4(['deepseek-ai/DeepSeek-V3'], { sharesIn16Bit: { attention: 0.3723 } }),
  nvidiaFP4(['deepseek-ai/DeepSeek-V3.2'], { in16Bit: ['indexer'], sharesIn16Bit: { attention: 0.3723 } }),
  nvidiaFP4(['zai-org/GLM-5', 'zai-org/GLM-5.2', 'moonshotai/Kimi-K2-Instruct', 'moonshotai/Kimi-K2.5'], {
    in16Bit: allButExperts,
  }),
  nvidiaFP4(['MiniMaxAI/MiniMax-M2', 'google/gemma-4-31B-it'], { in16Bit: ['attention'] }),
  nvidiaFP4(['google/gemma-4-26B-A4B-it'], { in16Bit: ['attention', 'dense'] }),
  nvidiaFP4(['nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16'], {
    in16Bit: ['attention'],
    sharesIn16Bit: { stateMixer: 6 / 23 },
  }),
  nvidiaFP4(['Qwen/Qwen3.6-27B', 'Qwen/Qwen3.6-35B-A3B'], {
    otherwise: { stateMixer: 'fp8', attention: 'fp8', head: 'nvfp4' },
  }),
  nvidiaFP4(qwen35Experts, { in16Bit: largeMixers }),
  {
    of: ['MiniMaxAI/MiniMax-M3'],
    precisions: ['fp4'],
    publishers: ['nvidia'],
    stored: { otherwise: { attention: 'mxfp8', dense: 'mxfp8', sharedExperts: 'mxfp8' } },
    source: modelOpt,
  },
  {
    of: ['deepseek-ai/DeepSeek-V4-Flash-0731', 'deepseek-ai/DeepSeek-V4-Pro'],
    precisions: ['fp4'],
    publishers: ['nvidia', 'redhatai'],
    stored: { otherwise: { attention: 'fp8-block128', sharedExperts: 'fp8-block128' } },
    source: 'quantization_config of nvidia/DeepSeek-V4-Pro-NVFP4',
  },
  {
    precisions: ['fp8', 'fp4'],
    publishers: ['nvidia'],
    stored: { cacheDtype: 'fp8' },
    source: `${modelOpt}, of all but the two above`,
  },
  {
    of: ['meta-llama/Llama-3.1-405B-Instruct'],
    precisions: ['fp8'],
    publishers: ['meta-llama'],
    // attention is the format's own exception; of 126 layers the first and the last are left out
    stored: { sharesIn16Bit: { dense: 2 / 126 } },
    source: 'modules_to_not_convert of the repository; 57.75 GiB a rank loaded, vllm issue 6746',
  },
  {
    of: ['meta-llama/Llama-4-Maverick-17B-128E-Instruct'],
    precisions: ['fp8'],
    publishers: ['meta-llama'],
    stored: { in16Bit: ['attention', 'dense', 'sharedExperts'] },
    source: 'ignore list of the repository’s config.json, as remembered',
  },
  {
    of: ['moonshotai/Kimi-K2-Instruct', 'MiniMaxAI/MiniMax-M3'],
    precisions: ['fp4'],
    publishers: ['amd'],
    stored: { in16Bit: allButExperts },
    source: 'github.com/ROCm/ATOM pull 167 (Kimi-K2-Thinking-MXFP4); sglang pull 32904 (MiniMax-M3-MXFP4)',
  },
  {
    of: ['moonshotai/Kimi-K2.5'],
    precisions: ['fp4'],
    publishers: ['amd'],
    stored: { in16Bit: ['attention'] },
    source:
      'github.com/lightseekorg/tokenspeed pull 454: dense and shared layers are mxfp4; sglang pull 24477',
  },
  {
    of: qwen35Experts,
    precisions: ['fp4'],
    stored: { in16Bit: largeMixers },
    source: 'amd: sglang pull 22948; the card of Qwen3.5-397B-A17B-MoE-MXFP4 differs in its shared expert',
  },
  {
    of: qwen35Experts,
    precisions: ['int4'],
    stored: { in16Bit: largeMixers },
    source: 'files of 73.47 GiB (122B) and 219.56 GiB (397B): KAITO model catalog',
  },
  {
    of: ['Qwen/Qwen3-Next-80B-A3B-Instruct'],
    precisions: ['int4'],
    publishers: ['redhatai'],
    stored: { in16Bit: ['stateMixer'], zeroPoints: false },
    source: 'llm-compressor, its example for this class: linear_attn is in the ignore list',
  },
  {
    of: ['Qwen/Qwen3-Next-80B-A3B-Instruct'],
    precisions: ['int4'],
    stored: { format: 'int4-g32', in16Bit: largeMixers, zeroPoints: false },
    source:
      '45.41 GiB loaded at size 1 (github.com/davetha/mi210-llm-stack results/t80-awq4), 23.50 at 2 (kyuz0/amd-r9700-vllm-toolboxes)',
  },
  {
    of: ['mistralai/Mistral-Small-4-119B-2603'],
    precisions: ['fp4'],
    stored: { in16Bit: ['attention', 'sharedExperts'] },
    source: 'files of 65.95 GiB: KAITO model catalog',
  },
  {
    precisions: ['int4'],
    // theirs is compressed-tensors, symmetric; others' keeps zero points
    publishers: ['redhatai', 'neuralmagic', 'nm-testing', 'cpatonn', 'cyankiwi'],
    stored: { zeroPoints: false },
    source: 'quantization_config of their repositories: symmetric',
  },
]

/** Publishers whose builds differ from everybody's. */
const named: ReadonlySet<string> = new Set(knownBuilds.flatMap((build) => build.publishers ?? []))

/** The publisher as far as it matters to `buildOf`: its name, or empty for the many whose builds are the usual ones. */
export function builderOf(publisher: string): string {
  return named.has(publisher) ? publisher : ''
}

/** How a publisher's build of a row stores its weights, where `word` is the format that its name or a flag says. */
export function buildOf(row: string, publisher: string, word: WeightFormat): StoredWeights {
  const precision = weightFormats[word]
  const known = knownBuilds.find(
    (build) =>
      build.precisions.some((one) => one === precision) &&
      (build.of?.includes(row) ?? true) &&
      (build.publishers?.includes(publisher) ?? true),
  )
  return { format: word, ...known?.stored }
}
