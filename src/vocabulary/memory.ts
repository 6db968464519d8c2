/**
 * A bounded memory that what never comes again cannot churn. One that always takes the newest in keeps every object of a long stream
 * just long enough for the garbage collector to take it for old, and remembers none of a cycle that is longer than itself.
 * @module
 */

export interface MemoryOptions {
  /** Weight of all values together. */
  readonly most: number
  /** Questions for which a value that nobody asked for is kept, where another wants its place. Default 4096 */
  readonly patience?: number
}

interface Entry<Value> {
  readonly value: Value
  readonly weight: number
  /** The number of the question it last answered. */
  usedAt: number
}

export class Memory<Value, Key = string> {
  readonly #most: number
  readonly #patience: number
  /** In the order in which their places are asked for. */
  readonly #entries = new Map<Key, Entry<Value>>()
  #weight = 0
  #questions = 0

  constructor({ most, patience = 4096 }: MemoryOptions) {
    this.#most = most
    this.#patience = patience
  }

  get(key: Key): Value | undefined {
    this.#questions++
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    entry.usedAt = this.#questions
    return entry.value
  }

  /**
   * Keeps a new value if there is room, or something that has not been asked for lately. A key's older value goes in any case.
   * @returns whether it is kept
   */
  offer(key: Key, value: Value, weight = 1): boolean {
    this.#forget(key)
    for (const [oldest, entry] of this.#entries) {
      if (this.#weight + weight <= this.#most) break
      this.#entries.delete(oldest)
      if (this.#questions - entry.usedAt < this.#patience) {
        // next time another one is looked at
        this.#entries.set(oldest, entry)
        return false
      }
      this.#weight -= entry.weight
    }
    if (this.#weight + weight > this.#most) return false
    this.#entries.set(key, { value, weight, usedAt: this.#questions })
    this.#weight += weight
    return true
  }

  #forget(key: Key): void {
    this.#weight -= this.#entries.get(key)?.weight ?? 0
    this.#entries.delete(key)
  }
}
