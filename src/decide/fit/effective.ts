/**
 * What the engine really runs with: what it was told, its defaults for the device, and the rules that bind the two.
 * @module
 */
import type { Accelerator } from '../../catalog/accelerator.ts'
import { type EngineDefaults, engineDefaults } from '../../catalog/engines.ts'
import type { ModelShape } from '../../catalog/model-shape.ts'
import type { Engine, EngineSettings } from '../../engines/settings.ts'
import { sglangSettings } from './sglang-settings.ts'
import { stepLimits } from './step-limits.ts'

/** Arguments, or parts of them, that replace positions of the model's configuration. */
const overridesRope = /^(?:hf-overrides|rope-scaling|json-model-override-args)(?:\.|$)/

export interface EffectiveInput {
  readonly shape: ModelShape | undefined
  /** Weights are quantised. */
  readonly quantized: boolean
  readonly accelerator: Accelerator
  /** Memory of one device, GiB. */
  readonly deviceGiB: number
  readonly engine: Engine
  readonly settings: EngineSettings
  /** Devices of one replica. */
  readonly gpuCount: number
  readonly env?: Readonly<Record<string, string>> | undefined
}

/** All settings that decide memory and legality, none left open. */
export interface Effective {
  readonly rules: EngineDefaults
  readonly tensorParallel: number
  readonly pipelineParallel: number
  /** Engines side by side, each with its own ranks; SGLang's attention replicas share theirs and count as 1. */
  readonly dataParallel: number
  readonly expertParallel: boolean
  readonly decodeContextParallel: number
  readonly memoryFraction: number
  /** Sequences of a step. */
  readonly sequences: number
  /** Tokens of a step. */
  readonly batchedTokens: number
  /** `auto`, `fp8`, … */
  readonly cacheDtype: string
  /** Bytes of an element the model computes in. */
  readonly modelBytes: 2 | 4
  /** Bytes of the states' convolution and recurrence where somebody set them. */
  readonly stateBytes?: { readonly conv?: number; readonly recurrent?: number }
  /** Tokens of a cache block where somebody set it. */
  readonly blockSize?: number
  /** Where somebody set it. */
  readonly prefixCaching?: boolean
  /** Tokens drafted a step by speculative decoding. */
  readonly draftTokens: number
  /** False: window layers are kept like full attention. Absent: the engine's choice. */
  readonly hybridManager?: boolean
  readonly eager: boolean
  readonly kvCacheMemoryBytes?: number
  /** Part of the weights is kept in host memory, GiB a device. */
  readonly offloadGiB: number
  /** Images and audio are taken in. */
  readonly multimodal: boolean
  /** Slots for adapters, where they are on (vLLM). */
  readonly lora?: { readonly adapters?: number; readonly rank?: number }
  /** Every rank has the whole encoder (`--mm-encoder-tp-mode data`). */
  readonly encoderReplicated: boolean
  readonly graphs: {
    readonly maxCaptureSize?: number
    readonly captureSizes?: number
    readonly onlyPieces: boolean
  }
  /** Layers of each pipeline stage where somebody set them. */
  readonly layerPartition?: readonly number[]
  /** Lengths above the model's maximum pass. */
  readonly allowLongContext: boolean
}

/** Mixers whose memory is a state, not a cache. */
const keepsState: ReadonlySet<string> = new Set(['gated-delta', 'kimi-delta', 'mamba2', 'lightning'])

const isOn = (value: string | true | undefined) => value !== undefined && value !== 'false'
const numberOf = (value: string | true | undefined) =>
  typeof value === 'string' && Number.isFinite(Number(value)) ? Number(value) : undefined

/** SGLang's flags whose presence says no, and vLLM's whose value does. */
function prefixCaching({ backend }: Engine, other: EngineSettings['other']): boolean | undefined {
  if (backend === 'sglang') return isOn(other['disable-radix-cache']) ? false : undefined
  const value = other['enable-prefix-caching']
  return value === undefined ? undefined : value !== 'false'
}

/** `num_speculative_tokens` of vLLM's JSON, or SGLang's own flags. */
function draftTokens({ backend }: Engine, other: EngineSettings['other']): number {
  if (backend === 'sglang') {
    return isOn(other['speculative-algorithm']) ? (numberOf(other['speculative-num-draft-tokens']) ?? 1) : 0
  }
  const text = other['speculative-config']
  if (typeof text !== 'string') return 0
  try {
    const count = (JSON.parse(text) as { num_speculative_tokens?: unknown } | null)?.num_speculative_tokens
    return typeof count === 'number' ? count : 1
  } catch {
    return 1
  }
}

function partition(env: EffectiveInput['env']): number[] | undefined {
  const counts = env?.VLLM_PP_LAYER_PARTITION?.split(',').map(Number)
  return counts?.every((count) => Number.isInteger(count) && count > 0) ? counts : undefined
}

/** Bytes of a cache dtype of the states: `float32` is 4, anything else named is 2. */
function stateBytes(other: EngineSettings['other']): Effective['stateBytes'] {
  const of = (value: string | true | undefined) =>
    typeof value !== 'string' || value === 'auto' ? undefined : value === 'float32' ? 4 : 2
  const conv = of(other['mamba-cache-dtype'])
  const recurrent = of(other['mamba-ssm-cache-dtype'] ?? other['mamba-ssm-dtype'])
  if (conv === undefined && recurrent === undefined) return undefined
  return {
    ...(conv === undefined ? {} : { conv }),
    ...(recurrent === undefined ? {} : { recurrent }),
  }
}

function lora(other: EngineSettings['other']): Effective['lora'] {
  if (!isOn(other['enable-lora'])) return undefined
  const adapters = numberOf(other['max-loras'])
  const rank = numberOf(other['max-lora-rank'])
  return { ...(adapters === undefined ? {} : { adapters }), ...(rank === undefined ? {} : { rank }) }
}

function graphs(other: EngineSettings['other']): Effective['graphs'] {
  const largest = numberOf(other['max-cudagraph-capture-size'] ?? other['cuda-graph-max-bs'])
  const sizes = other['cudagraph-capture-sizes'] ?? other['cuda-graph-bs']
  return {
    ...(largest === undefined ? {} : { maxCaptureSize: largest }),
    ...(typeof sizes === 'string' ? { captureSizes: sizes.split(/[\s,]+/).filter(Boolean).length } : {}),
    onlyPieces: other['optimization-level'] === '1' || other.O === '1',
  }
}

export function effective(input: EffectiveInput): Effective {
  const { shape, accelerator, engine, settings, gpuCount, env } = input
  const { other } = settings
  const pipelineParallel = settings.pipelineParallel ?? 1
  const shares = engine.backend === 'sglang' && isOn(other['enable-dp-attention'])
  const dataParallel = shares ? 1 : (settings.dataParallel ?? 1)
  const tensorParallel =
    settings.tensorParallel ?? Math.max(1, Math.floor(gpuCount / (pipelineParallel * dataParallel)))
  const rules = engineDefaults(engine, {
    memoryGiB: input.deviceGiB,
    gfx: accelerator.gfx,
    computeUnits: accelerator.computeUnits,
    deviceName: accelerator.name,
    mixtureOfExperts: shape?.kinds.some(({ feedForward }) => feedForward.kind === 'experts') ?? false,
    hybrid: shape?.kinds.some(({ mixer }) => keepsState.has(mixer.kind)) ?? false,
    quantized: input.quantized,
    tensorParallel,
    pipelineParallel,
    ...(shape === undefined ? {} : { architecture: shape.architecture }),
    ...(settings.maxNumSeqs === undefined ? {} : { sequences: settings.maxNumSeqs }),
    ...(engine.backend === 'sglang' ? { sglang: sglangSettings(settings, shape) } : {}),
    ...(env === undefined ? {} : { env }),
  })
  const { sequences, batchedTokens } = stepLimits({
    defaults: rules,
    sequences: settings.maxNumSeqs,
    batchedTokens: settings.maxNumBatchedTokens,
    maxModelLen: settings.maxModelLen ?? shape?.maxPositions ?? rules.maxNumBatchedTokens,
    chunkedPrefill: other['enable-chunked-prefill'] === 'false' ? false : undefined,
    throughput: other['performance-mode'] === 'throughput',
    rocm: accelerator.vendor === 'amd',
  })
  const blockSize = numberOf(other['block-size'] ?? other['page-size'])
  const cached = prefixCaching(engine, other)
  const layers = partition(env)
  const states = stateBytes(other)
  const adapters = lora(other)
  return {
    rules,
    tensorParallel,
    pipelineParallel,
    dataParallel,
    expertParallel: settings.expertParallel === true,
    decodeContextParallel: numberOf(other['decode-context-parallel-size'] ?? other['dcp-size']) ?? 1,
    memoryFraction: settings.memoryFraction ?? rules.memoryFraction,
    sequences,
    batchedTokens,
    cacheDtype: settings.kvCacheDtype ?? 'auto',
    modelBytes: settings.dtype === 'float32' ? 4 : 2,
    ...(blockSize === undefined ? {} : { blockSize }),
    ...(cached === undefined ? {} : { prefixCaching: cached }),
    draftTokens: draftTokens(engine, other),
    ...(states === undefined ? {} : { stateBytes: states }),
    ...(isOn(other['disable-hybrid-kv-cache-manager']) ? { hybridManager: false } : {}),
    eager: settings.enforceEager === true,
    ...(settings.kvCacheMemoryBytes === undefined ? {} : { kvCacheMemoryBytes: settings.kvCacheMemoryBytes }),
    offloadGiB: numberOf(other['cpu-offload-gb']) ?? 0,
    multimodal: shape?.encoder !== undefined && !isOn(other['language-model-only']),
    encoderReplicated: other['mm-encoder-tp-mode'] === 'data',
    graphs: graphs(other),
    ...(adapters === undefined ? {} : { lora: adapters }),
    ...(layers === undefined ? {} : { layerPartition: layers }),
    allowLongContext:
      Object.keys(other).some((name) => overridesRope.test(name)) ||
      env?.VLLM_ALLOW_LONG_MAX_MODEL_LEN === '1' ||
      env?.SGLANG_ALLOW_OVERWRITE_LONGER_CONTEXT_LEN === '1',
  }
}
