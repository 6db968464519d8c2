/**
 * How often words that move with every pod are written: at most twice a minute for each object.
 * @module
 */

export class RefreshLimit {
  readonly #seconds: number
  readonly #now: () => number
  readonly #written = new Map<string, number>()

  /**
   * @param now milliseconds that only grow
   * @param seconds between two refreshes; default 30
   */
  constructor(now: () => number, seconds = 30) {
    this.#now = now
    this.#seconds = seconds
  }

  allows(key: string): boolean {
    return this.secondsLeft(key) === 0
  }

  /** Until the next refresh is allowed; 0 when it is. */
  secondsLeft(key: string): number {
    const written = this.#written.get(key)
    if (written === undefined) return 0
    return Math.max(0, this.#seconds - (this.#now() - written) / 1000)
  }

  written(key: string): void {
    this.#written.set(key, this.#now())
  }

  forget(key: string): void {
    this.#written.delete(key)
  }
}
