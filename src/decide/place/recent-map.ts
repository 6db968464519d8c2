/**
 * A map that keeps what was used last, up to a number.
 * @module
 */

export class RecentMap<K, V> {
  readonly #limit: number
  /** The longest unused first: a Map keeps the order of insertion. */
  readonly #entries = new Map<K, V>()

  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: K): V | undefined {
    return this.#entries.get(key)
  }

  /** Sets, and counts as a use; what was unused longest goes when there are too many. */
  set(key: K, value: V): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    if (this.#entries.size <= this.#limit) return
    const [oldest] = this.#entries.keys()
    if (oldest !== undefined) this.#entries.delete(oldest)
  }

  values(): Iterable<V> {
    return this.#entries.values()
  }

  entries(): Iterable<[K, V]> {
    return this.#entries.entries()
  }
}
