/**
 * Equal parts of many objects once in memory. Pods of a cluster differ in names and little else; what a JSON parser makes of
 * them has every label, quantity and condition anew.
 * @module
 */

/** Parts remembered per generation; two generations are kept, so that what is in use survives and what was is forgotten. */
const defaultCapacity = 5000

export class Sharing {
  readonly #capacity: number
  #recent = new Map<string, unknown>()
  #before = new Map<string, unknown>()

  constructor(capacity = defaultCapacity) {
    this.#capacity = capacity
  }

  /** The value, or one equal to it that was seen lately. Shared values must never be changed. Takes JSON values only. */
  share<T>(value: T): T {
    if (value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean')
      return value
    // A string is told from the JSON of an object by its length in front.
    const key = typeof value === 'string' ? `${value.length}:${value}` : JSON.stringify(value)
    const known = this.#recent.get(key) ?? this.#before.get(key) ?? value
    if (!this.#recent.has(key)) this.#remember(key, known)
    return known as T
  }

  #remember(key: string, value: unknown): void {
    if (this.#recent.size >= this.#capacity) {
      this.#before = this.#recent
      this.#recent = new Map()
    }
    this.#recent.set(key, value)
  }
}
