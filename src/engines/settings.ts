/**
 * What an engine is told, independent of its spelling: the settings that decide memory and legality by name, the rest by flag.
 * @module
 */
import type { Backend } from '../catalog/recipe.ts'

export interface Engine {
  readonly backend: Backend
  /** `0.33.0`. */
  readonly version: string
}

/** `undefined` means "the engine's own default for that version and device". */
export interface EngineSettings {
  readonly tensorParallel?: number
  readonly pipelineParallel?: number
  readonly dataParallel?: number
  readonly expertParallel?: boolean
  readonly dtype?: string
  readonly quantization?: string
  readonly kvCacheDtype?: string
  /** Tokens. */
  readonly maxModelLen?: number
  readonly maxNumSeqs?: number
  /** Tokens per step: vLLM `max-num-batched-tokens`, SGLang `chunked-prefill-size`. */
  readonly maxNumBatchedTokens?: number
  /** vLLM: share of the device's total memory; SGLang: share of what was free at start. */
  readonly memoryFraction?: number
  readonly kvCacheMemoryBytes?: number
  readonly enforceEager?: boolean
  /** Every other flag, without dashes in front and with dashes inside: value, `true` for a bare flag, `'false'` for one switched off. */
  readonly other: Readonly<Record<string, string | true>>
}
