/**
 * Text of an answer in pieces, of which the longest, the patch, is kept as bytes that a socket takes without another look: most of 14 KB
 * that would be joined, measured and encoded anew for each answer.
 * @module
 */
import { Buffer } from 'node:buffer'

/** UTF-8 when put together. */
export interface ReplyText {
  readonly own: string
  /** What follows, shared by several answers: nobody may change it. Absent where that is nothing. */
  readonly common?: Uint8Array
  /** What follows that. ASCII */
  readonly end?: string
}

export function byteLength({ own, common, end = '' }: ReplyText): number {
  return Buffer.byteLength(own) + (common?.length ?? 0) + end.length
}

export function bytesOf({ own, common, end = '' }: ReplyText): Uint8Array<ArrayBuffer> {
  return Buffer.concat([Buffer.from(own), common ?? Buffer.alloc(0), Buffer.from(end)])
}
