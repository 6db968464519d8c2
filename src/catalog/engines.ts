/**
 * Engine versions and their defaults for a device: what holds when nobody sets anything.
 * Source: the published Python packages of the versions named, read for facts.
 * @module
 */
import { sglangDefaults, sglangRows } from './engine-sglang.ts'
import { vllmDefaults, vllmRows } from './engine-vllm.ts'
import type { Backend } from './recipe.ts'

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
  /** Default 304 (MI300X). */
  readonly computeUnits?: number
  /** Whether the model has experts. Default false. */
  readonly mixtureOfExperts?: boolean
  /** Default 1. */
  readonly tensorParallel?: number
  /** Default 1. */
  readonly pipelineParallel?: number
  /** Sequences of a step where they are set; default the engine's own. */
  readonly sequences?: number
}

export interface EngineDefaults {
  /** vLLM: share of the device's total memory. SGLang: share of what is free at start. */
  readonly memoryFraction: number
  readonly maxNumSeqs: number
  /** Tokens of one step. */
  readonly maxNumBatchedTokens: number
  /** Tokens of a cache block. */
  readonly blockSize: number
  /** Batches in flight at once, which a window layer must hold. */
  readonly concurrentBatches: number
  /** Bytes per (sequence × vocabulary) at the sampler's peak, and those that stay allocated. */
  readonly samplerBytes: number
  readonly samplerPersistentBytes: number
  /** Whether graph capture is charged to the budget before the cache is sized. */
  readonly chargesGraphs: boolean
  /** Whether activations are profiled and charged; where not, they live in what `memoryFraction` leaves. */
  readonly chargesActivations: boolean
  /** Whether unquantised expert matrices keep their row padding (ROCm). */
  readonly padsExpertRows: boolean
}

/** Versions that were read, oldest first. */
export function knownVersions(backend: Backend): readonly string[] {
  return (backend === 'vllm' ? vllmRows : sglangRows).map((row) => row.since)
}

/** The newest version that was read. */
export function defaultEngine(backend: Backend): EngineVersion {
  return { backend, version: knownVersions(backend).at(-1) ?? '' }
}

/** Defaults of a version on a device; a version between two that were read has those of the older. */
export function engineDefaults(engine: EngineVersion, device: EngineDevice): EngineDefaults {
  return engine.backend === 'vllm'
    ? vllmDefaults(engine.version, device)
    : sglangDefaults(engine.version, device)
}
