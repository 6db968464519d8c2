/**
 * The body of an answer in blocks of one buffer that is used again and again: no garbage, and no copy but the one out of the socket.
 * @module
 */
import type { Body } from '../body.ts'

/** What a body does to the connection it comes over. */
export interface BodyOrigin {
  /** Goes on reading. */
  resume(): void
  /** All of it was taken: the connection, and the block, are free for the next. */
  release(): void
  destroy(error?: Error): void
}

/**
 * Handed on at once, and written at once. An odd number of pages: what is written in powers of two the kernel keeps in runs as long,
 * and those a virtual machine that returns free memory to its host has to get back from it first, which takes up to four times as long
 * as the write (`test/bench/fetch.ts`).
 */
export const blockBytes = 63 * 4096
/** What came is handed on after that long, though it is less than a block. */
const patienceMs = 100

export class BlockBody implements Body {
  readonly #block: Uint8Array
  readonly #origin: BodyOrigin
  /** Not received yet. */
  #missing: number
  #filled = 0
  /** What came although there was no room left: TLS decrypts whatever it has read. */
  #over: Uint8Array[] = []
  #failure: { readonly error: unknown } | undefined
  #wake: (() => void) | undefined

  /** @param block where it is gathered */
  constructor(bytes: number, block: Uint8Array, origin: BodyOrigin) {
    this.#missing = bytes
    this.#block = block
    this.#origin = origin
  }

  get missing(): number {
    return this.#missing
  }

  /** Where the next bytes are best put: they need not be copied then. `undefined` while the block is full. */
  get room(): Uint8Array | undefined {
    return this.#isFull ? undefined : this.#block.subarray(this.#filled)
  }

  /** @returns whether there is room for more */
  take(data: Uint8Array): boolean {
    this.#missing -= data.length
    this.#put(data)
    if (this.#isReady) this.#wake?.()
    return !this.#isFull
  }

  /** No more of it will come. */
  fail(error: unknown): void {
    this.#failure ??= { error }
    this.#wake?.()
  }

  get #isFull(): boolean {
    return this.#filled === this.#block.length
  }

  get #isReady(): boolean {
    return this.#isFull || this.#missing === 0 || this.#failure !== undefined
  }

  #put(data: Uint8Array): void {
    const block = this.#block
    const fits = data.subarray(0, block.length - this.#filled)
    const isThere = data.buffer === block.buffer && data.byteOffset === block.byteOffset + this.#filled
    if (!isThere) block.set(fits, this.#filled)
    this.#filled += fits.length
    if (fits.length < data.length) this.#over.push(Uint8Array.from(data.subarray(fits.length)))
  }

  /** Until there is a block worth handing on. */
  async #wait(): Promise<void> {
    while (!this.#isReady) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#wake = resolve
      const timer = setTimeout(resolve, patienceMs)
      await promise
      clearTimeout(timer)
      if (this.#filled > 0) return
    }
  }

  /** What was handed on is done with. */
  #drop(taken: number): void {
    this.#block.copyWithin(0, taken, this.#filled)
    this.#filled -= taken
    const over = this.#over
    this.#over = []
    for (const data of over) this.#put(data)
  }

  /** Each block is good until the next one is asked for. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    let whole = false
    try {
      for (;;) {
        if (this.#missing > 0 && !this.#isFull) this.#origin.resume()
        await this.#wait()
        const taken = this.#filled
        if (taken === 0) break
        yield this.#block.subarray(0, taken)
        this.#drop(taken)
      }
      if (this.#missing > 0) throw this.#failure?.error
      whole = true
    } finally {
      if (whole) this.#origin.release()
      else this.#origin.destroy()
    }
  }

  destroy(): void {
    this.#origin.destroy()
  }

  /** Reads the rest for nothing, so that the connection can be used again. */
  resume(): void {
    const drain = async () => {
      for await (const _ of this);
    }
    drain().catch(() => undefined)
  }
}
