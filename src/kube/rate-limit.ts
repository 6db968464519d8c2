/**
 * The client's own limit on requests. Off unless asked for: since priority and fairness the server shares itself out, and
 * controller-runtime has no limit of its own either (kubernetes-sigs/controller-runtime#3119).
 * @module
 */
import { type Clock, sleep } from './clock.ts'

export interface RateLimit {
  /** Requests that may be sent in the long run. Above 0. */
  readonly requestsPerSecond: number
  /** Requests that may be sent at once after a rest. At least 1. Default `requestsPerSecond`, rounded up. */
  readonly burst?: number
}

/** A token bucket whose tokens are given in the order they were asked for. */
export class RateLimiter {
  readonly #clock: Clock
  readonly #tokenMs: number
  readonly #burst: number
  /** When the bucket was or will be empty, as if tokens came back one by one from then on. */
  #emptyAt: number

  /** @throws RangeError for a limit that lets nothing through */
  constructor(limit: RateLimit, clock: Clock) {
    const { requestsPerSecond, burst = Math.max(1, Math.ceil(requestsPerSecond)) } = limit
    if (!(requestsPerSecond > 0 && burst >= 1)) {
      throw new RangeError('a rate limit needs requestsPerSecond > 0 and burst >= 1')
    }
    this.#clock = clock
    this.#tokenMs = 1000 / requestsPerSecond
    this.#burst = burst
    this.#emptyAt = clock.now() - burst * this.#tokenMs
  }

  /** Milliseconds until the next request may be sent; its token is taken. */
  reserve(): number {
    const now = this.#clock.now()
    this.#emptyAt = Math.max(this.#emptyAt, now - this.#burst * this.#tokenMs) + this.#tokenMs
    return Math.max(0, this.#emptyAt - now)
  }

  /** Resolves when the request may be sent, or when the signal fires. */
  async take(signal?: AbortSignal): Promise<void> {
    const waitMs = this.reserve()
    if (waitMs > 0) await sleep(this.#clock, waitMs, signal)
  }
}
