/**
 * The body of an answer, however it is received.
 * @module
 */

/** Must be read to its end, destroyed or resumed. */
export interface Body extends AsyncIterable<Uint8Array> {
  /** Gives up the rest, and the connection with it. */
  destroy(): void
  /** The rest is of no interest. */
  resume(): void
}
