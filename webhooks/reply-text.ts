/**
 * Text of an answer in two pieces, of which the longer, the patch, is kept as bytes that a socket takes without another look: most of 13 KB
 * that would be joined, measured and encoded anew for each answer.
 * @module
 */
import { Buffer } from 'node:buffer'

/** UTF-8 when put together. */
export interface ReplyText {
  readonly own: string
  /** What follows, shared by several answers: nobody may change it. Absent where that is nothing. */
  readonly common?: Uint8Array
}

export function byteLength({ own, common }: ReplyText): number {
  return Buffer.byteLength(own) + (common?.length ?? 0)
}

export function bytesOf({ own, common }: ReplyText): Uint8Array<ArrayBuffer> {
  return Buffer.concat([Buffer.from(own), common ?? Buffer.alloc(0)])
}
