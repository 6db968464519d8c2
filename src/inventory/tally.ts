/**
 * How often each value occurs.
 * @module
 */

/** Values that occur no more are forgotten. */
export class Tally<T> {
  readonly #counts = new Map<T, number>()

  add(value: T, by: number): void {
    const count = (this.#counts.get(value) ?? 0) + by
    if (count === 0) this.#counts.delete(value)
    else this.#counts.set(value, count)
  }

  get size(): number {
    return this.#counts.size
  }

  values(): Iterable<T> {
    return this.#counts.keys()
  }

  of(value: T): number {
    return this.#counts.get(value) ?? 0
  }
}
