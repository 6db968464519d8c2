/**
 * Engine versions and their defaults for a device: what holds when nobody sets anything.
 * Source: the published Python packages of the versions named, read for facts.
 * @module
 */
import { sglangDefaults, sglangRows } from './engine-sglang.ts'
import { vllmDefaults, vllmRows } from './engine-vllm.ts'
import type { Backend } from './recipe.ts'
import { compareVersions } from './version.ts'

/** An engine at a version; `engines/settings.ts` has the same shape. */
interface EngineVersion {
  readonly backend: Backend
  readonly version: string
}

/** What decides an engine's defaults. */
export interface EngineDevice {
  /** Memory per device, GiB. */
  readonly memoryGiB: number
  /** LLVM target; empty for NVIDIA. Default: an AMD device. */
  readonly gfx?: string
  /** `A100-80GB`: vLLM keeps that part on the small batch tier whatever its memory. */
  readonly deviceName?: string
  /** Default 304 (MI300X). */
  readonly computeUnits?: number
  /** Class of the model, `Qwen3ForCausalLM`. */
  readonly architecture?: string
  /** Whether the model has experts. Default false. */
  readonly mixtureOfExperts?: boolean
  /** Whether some layers keep a state instead of keys and values. Default false. */
  readonly hybrid?: boolean
  /** Whether the weights are quantised. Default false. */
  readonly quantized?: boolean
  /** Default 1. */
  readonly tensorParallel?: number
  /** Default 1. */
  readonly pipelineParallel?: number
  /** Sequences of a step where they are set; default the engine's own. */
  readonly sequences?: number
  /** What SGLang's default fraction depends on beside the device. */
  readonly sglang?: SglangSettings
  /** Environment of the engine's process. */
  readonly env?: Readonly<Record<string, string>>
}

/** What SGLang reserves for, unless the fraction is set by hand. */
export interface SglangSettings {
  /** `--chunked-prefill-size`, tokens; negative: off. */
  readonly chunkedPrefillSize?: number
  /** `--cuda-graph-max-bs`. */
  readonly decodeGraphBatch?: number
  /** `--max-running-requests`, which caps the decode graphs. */
  readonly maxRunningRequests?: number
  /** False with `--disable-cuda-graph`, and with that of prefill graphs alone. Default true. */
  readonly decodeGraphs?: boolean
  readonly prefillGraphs?: boolean
  /** `--cuda-graph-backend-prefill` names one: captured also where the default is not to. */
  readonly forcesPrefillGraphs?: boolean
  /** Latent attention: prefill graphs cost a fixed amount. */
  readonly latentAttention?: boolean
  /** Kimi delta or DeepSeek V4 layers, whose prefill is never captured. */
  readonly uncapturedPrefill?: boolean
  /** Size of DP attention where it is on. */
  readonly attentionDataParallel?: number
  /** `--moe-a2a-backend deepep`. */
  readonly deepep?: boolean
  /** Image encoder: its layers and hidden size, which decide how much is kept for it. */
  readonly vision?: { readonly layers: number; readonly hiddenSize: number }
  /** Speculative decoding: a draft head (EAGLE, MTP), or a model of its own. */
  readonly draft?: 'head' | 'standalone'
}

/** `v0` profiles a whole context; `v1` and `v2` are vLLM's model runners; SGLang profiles nothing. */
export type Runner = 'v0' | 'v1' | 'v2' | 'sglang'

export interface ExpertWorkspace {
  /**
   * `shared`: one buffer for the first and the last product. `split`: a buffer each, kept by a workspace manager.
   * `fused`: dealt out inside the kernel, only the middle is held (AITER).
   */
  readonly form: 'shared' | 'split' | 'fused'
  /** Tokens dealt out at a time. */
  readonly chunk: number
}

export interface EngineDefaults {
  readonly runner: Runner
  /** vLLM: share of the device's total memory. SGLang: share of what is free before the weights are loaded. */
  readonly memoryFraction: number
  readonly maxNumSeqs: number
  /** Tokens of one step; where `profilesWholeContext`, at least. */
  readonly maxNumBatchedTokens: number
  /** A step is as long as the longest request: no chunks (vLLM's old engine). */
  readonly profilesWholeContext: boolean
  /** Tokens of a cache block. */
  readonly blockSize: number
  /** Batches in flight at once, which a window layer must hold. */
  readonly concurrentBatches: number
  /** One block of the pool is never given to a request, and the start check knows it. */
  readonly reservesNullBlock: boolean
  /** Prefix caching is on for models with states, which keeps one more page of each. */
  readonly statePrefixCaching: boolean
  /** The logged number of tokens is concurrency × length, not blocks × block size ÷ groups. */
  readonly tokensAreConcurrency: boolean
  /** Window layers of drafts with several modules look further back. */
  readonly extraDraftWindow: boolean
  /** Bytes per (sequence × vocabulary) at the sampler's peak, and those that stay allocated. */
  readonly samplerBytes: number
  readonly samplerPersistentBytes: number
  /** Graph capture is charged to the budget before the cache is sized. */
  readonly chargesGraphs: boolean
  /** Batch sizes are captured twice: in pieces, and whole for decoding (from 0.11.0). */
  readonly capturesFullGraphs: boolean
  /** Captures in pieces, one a layer and attention; the old engine captured whole steps only. */
  readonly capturesPieces: boolean
  /** Batch sizes above 256 are captured every so many, 8 or 16. */
  readonly captureStep: number
  /** Activations are profiled and charged; where not, they live in what `memoryFraction` leaves. */
  readonly chargesActivations: boolean
  /**
   * From which moment memory outside torch is charged: `growth` after communicators exist, `communicators` with them,
   * `everything` on the device, contexts and other processes included.
   */
  readonly baseline: 'growth' | 'communicators' | 'everything'
  /** The budget is rounded up to a byte (from 0.28.0), else it is a product. */
  readonly ceilsBudget: boolean
  /** How expert layers hold the tokens they have dealt out. */
  readonly expertWorkspace: ExpertWorkspace
  /** Eighths of a longest request that a sparse indexer gathers keys for, above 262,144 tokens; 5 below. */
  readonly indexerLongFactor: 2 | 5
  /** Unquantised expert matrices keep their row padding (ROCm). */
  readonly padsExpertRows: boolean
  /** Rows of fp8 linears are padded (ROCm). */
  readonly padsFp8Rows: boolean
}

/** Versions fitgate is made for; older rows are there to check logs with. */
const supportedSince: Readonly<Record<Backend, string>> = { vllm: '0.11.0', sglang: '0.5.9' }

const supported: Readonly<Record<Backend, readonly string[]>> = {
  vllm: versionsOf('vllm', vllmRows),
  sglang: versionsOf('sglang', sglangRows),
}

function versionsOf(backend: Backend, rows: readonly { readonly since: string }[]): string[] {
  return rows
    .map((row) => row.since)
    .filter((version) => compareVersions(version, supportedSince[backend]) >= 0)
}

/** Supported versions that were read, oldest first. */
export function knownVersions(backend: Backend): readonly string[] {
  return supported[backend]
}

/** The newest version that was read. */
export function defaultEngine(backend: Backend): EngineVersion {
  return { backend, version: supported[backend].at(-1) ?? '' }
}

/** Defaults of a version on a device; a version between two that were read has those of the older. */
export function engineDefaults(engine: EngineVersion, device: EngineDevice): EngineDefaults {
  return engine.backend === 'vllm'
    ? vllmDefaults(engine.version, device)
    : sglangDefaults(engine.version, device)
}
