/**
 * What can go wrong with one exchange between a client and the API server.
 * @module
 */
import { Transform, type TransformCallback } from 'node:stream'

export type Fault =
  /** The request waits before it goes on. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The proxy answers itself; the API server never sees the request. A `Status` unless a body is given. */
  | {
      readonly kind: 'answer'
      readonly code: number
      readonly reason?: string
      readonly retryAfterSeconds?: number
      readonly body?: string
    }
  /** The connection is reset before the request goes on. */
  | { readonly kind: 'reset' }
  /** The API server does what was asked; the connection is reset instead of telling. */
  | { readonly kind: 'loseAnswer' }
  /** The connection is reset after so many bytes of the body. */
  | { readonly kind: 'resetAfter'; readonly bytes: number }
  /** The body ends after so many bytes, as if that were all. */
  | { readonly kind: 'truncateAfter'; readonly bytes: number }
  /** After so many bytes of the body nothing comes any more, and the connection stays. */
  | { readonly kind: 'blackHoleAfter'; readonly bytes: number }
  /** The body comes slowly. */
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number }
  /** The client's clock is ahead of the server's by so much, behind it if negative: every date is another one, both ways. */
  | { readonly kind: 'skew'; readonly seconds: number }

/** The body a `Status` of the API server has. */
export function statusBody(code: number, reason: string): string {
  return JSON.stringify({
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    code,
    reason,
    message: `injected ${reason}`,
  })
}

/** The line with which the API server ends a watch whose version it no longer knows. */
export const expiredEvent = `${JSON.stringify({
  type: 'ERROR',
  object: {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    code: 410,
    reason: 'Expired',
    message: 'too old',
  },
})}\n`

/** Passes so many bytes and then calls `cut` instead of passing more. */
export class PassUntil extends Transform {
  #left: number
  readonly #cut: () => void

  constructor(bytes: number, cut: () => void) {
    super()
    this.#left = bytes
    this.#cut = cut
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    const passed = chunk.subarray(0, this.#left)
    this.#left -= passed.length
    if (passed.length > 0) this.push(passed)
    // What was pushed reaches the wire before the cut does.
    if (passed.length < chunk.length) setImmediate(this.#cut)
    else done()
  }
}

/** Passes everything, a tenth of a second's worth at a time. */
export class Throttle extends Transform {
  readonly #portion: number

  constructor(bytesPerSecond: number) {
    super()
    this.#portion = Math.max(1, Math.floor(bytesPerSecond / 10))
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    this.push(chunk.subarray(0, this.#portion))
    const rest = chunk.subarray(this.#portion)
    if (rest.length === 0) done()
    else setTimeout(() => this._transform(rest, '', done), 100)
  }
}

/** The same text with every date of it moved; as long as before. */
export function shiftDates(text: string, seconds: number): string {
  return text.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?=[.\d]*Z)/g, (date) =>
    new Date(Date.parse(`${date}Z`) + seconds * 1000).toISOString().slice(0, 19),
  )
}

/** Passes everything with its dates moved, a line at a time. */
export class ShiftDates extends Transform {
  readonly #seconds: number
  readonly #decoder = new TextDecoder()
  #pending = ''

  constructor(seconds: number) {
    super()
    this.#seconds = seconds
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    const lines = (this.#pending + this.#decoder.decode(chunk, { stream: true })).split('\n')
    this.#pending = lines.pop() ?? ''
    done(null, lines.map((line) => `${shiftDates(line, this.#seconds)}\n`).join(''))
  }

  override _flush(done: TransformCallback): void {
    done(null, shiftDates(this.#pending, this.#seconds))
  }
}
