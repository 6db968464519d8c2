/**
 * What a cache plan needs to know of an engine version on a device; `engineDefaults` has the same fields.
 * @module
 */

export interface CacheRules {
  /** Tokens of a cache block when nobody sets it. */
  readonly blockSize: number
  /** Batches that may be in flight at once, all of which a window layer must hold. */
  readonly concurrentBatches: number
  /** One block of the pool is never given to a request, and the start check knows it (vLLM 0.30.0 and later). */
  readonly reservesNullBlock: boolean
  /** Prefix caching is on by default for models with states (vLLM 0.26.0 and later). */
  readonly statePrefixCaching: boolean
  /** The logged number of tokens is concurrency × length (vLLM 0.20.2 and later), not blocks ÷ groups × block size. */
  readonly tokensAreConcurrency: boolean
  /** Window layers keep the tokens that drafts of several modules look back on (vLLM 0.28.0 and later). */
  readonly extraDraftWindow: boolean
}
