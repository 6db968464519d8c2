/**
 * Who could not be asked, and is left alone for a while.
 * @module
 */

export class Patience {
  readonly #passes: number
  /** Key → passes to leave it alone. */
  readonly #paused = new Map<string, number>()

  /** @param passes for which one is left alone */
  constructor(passes: number) {
    this.#passes = passes
  }

  /** A pass begins. */
  begin(): void {
    for (const [key, passes] of this.#paused)
      if (passes > 1) this.#paused.set(key, passes - 1)
      else this.#paused.delete(key)
  }

  isPaused(key: string): boolean {
    return this.#paused.has(key)
  }

  /** It was asked in vain. */
  pause(key: string): void {
    this.#paused.set(key, this.#passes)
  }
}
