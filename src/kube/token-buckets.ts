/**
 * A token bucket for each of many keys, in bounded memory.
 * @module
 */
import type { Clock } from './clock.ts'

export interface TokenBucketOptions {
  /** Tokens of a full bucket. */
  readonly burst: number
  /** Until one token has come back. */
  readonly refillMs: number
  /** Buckets remembered; the one that was used longest ago is forgotten first, and is full when it comes back. */
  readonly capacity: number
  readonly clock: Clock
}

export class TokenBuckets {
  readonly #options: TokenBucketOptions
  /** Least recently used first. */
  readonly #buckets = new Map<string, { readonly tokens: number; readonly at: number }>()

  constructor(options: TokenBucketOptions) {
    this.#options = options
  }

  /** Takes a token, if the key's bucket has one. */
  take(key: string): boolean {
    const { burst, refillMs, capacity, clock } = this.#options
    const now = clock.now()
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at: now }
    const tokens = Math.min(burst, bucket.tokens + (now - bucket.at) / refillMs)
    const allowed = tokens >= 1
    this.#buckets.delete(key)
    this.#buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, at: now })
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= capacity) break
      this.#buckets.delete(oldest)
    }
    return allowed
  }
}
