/**
 * How often words that move with every pod are written: at most twice a minute for each object.
 * @module
 */

export class RefreshLimit {
  readonly #perMinute: number
  readonly #now: () => number
  /** Times of the last refreshes, oldest first. */
  readonly #written = new Map<string, readonly number[]>()

  /**
   * @param now milliseconds that only grow
   * @param perMinute default 2
   */
  constructor(now: () => number, perMinute = 2) {
    this.#now = now
    this.#perMinute = perMinute
  }

  allows(key: string): boolean {
    return this.secondsLeft(key) === 0
  }

  /** Until the next refresh is allowed; 0 when it is. */
  secondsLeft(key: string): number {
    const written = this.#written.get(key) ?? []
    const [oldest] = written
    if (oldest === undefined || written.length < this.#perMinute) return 0
    return Math.max(0, 60 - (this.#now() - oldest) / 1000)
  }

  written(key: string): void {
    const written = [...(this.#written.get(key) ?? []), this.#now()]
    this.#written.set(key, written.slice(-this.#perMinute))
  }

  forget(key: string): void {
    this.#written.delete(key)
  }
}
