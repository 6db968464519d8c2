/**
 * What an engine version does with memory on a device, in the terms of the fit.
 * @module
 */

export interface EngineRules {
  /** Tokens of a cache block. */
  readonly blockSize: number
  /** Batches that may be in flight in a window layer. */
  readonly concurrentBatches: number
  /** Bytes per (sequence × vocabulary) at the sampler's peak. */
  readonly samplerBytes: number
  /** The same, that stay allocated. */
  readonly samplerPersistentBytes: number
  /** Activations are profiled and charged; where not (SGLang), they live in what the memory fraction leaves. */
  readonly chargesActivations: boolean
  /** Graph capture is charged to the budget before the cache is sized. */
  readonly chargesGraphs: boolean
  /** Unquantised expert matrices keep their row padding. */
  readonly padsExpertRows: boolean
}
