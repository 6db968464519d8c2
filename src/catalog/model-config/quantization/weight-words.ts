/**
 * Bits, type and grouping of a quantised weight → one of the formats that are computed.
 * @module
 */
import type { WeightFormat } from '../../weight-format.ts'

/** How one kind of tensor is quantised, in the words that all methods share. */
export interface WeightWords {
  readonly bits: number
  readonly type: 'int' | 'float'
  /** What has a scale of its own. */
  readonly scale: 'tensor' | 'channel' | 'group' | 'block'
  /** Weights that share a scale: of a group, or of a block's edge. */
  readonly size?: number
}

/** The format, or `undefined` where its bytes are not known. */
export function formatOf({ bits, type, scale, size }: WeightWords): WeightFormat | undefined {
  if (type === 'float' && bits === 8) {
    if (scale === 'tensor') return 'fp8'
    if (scale === 'channel') return 'fp8-channel'
    if (scale === 'block') return size === 128 ? 'fp8-block128' : undefined
    return size === 32 ? 'mxfp8' : undefined
  }
  if (type === 'float' && bits === 4) {
    if (size === 16) return 'nvfp4'
    return size === 32 ? 'mxfp4' : undefined
  }
  if (type === 'int' && bits === 8) {
    if (scale === 'tensor' || scale === 'channel') return 'int8'
    return size === 128 ? 'int8-g128' : undefined
  }
  if (type === 'int' && bits === 4 && scale === 'group') {
    if (size === 128) return 'int4-g128'
    if (size === 64) return 'int4-g64'
    if (size === 32) return 'int4-g32'
  }
  return undefined
}

/** `4-bit int in groups of 16`: for the sentence that says it is not computed. */
export function inWords({ bits, type, scale, size }: WeightWords): string {
  const grouping = {
    tensor: 'one scale a tensor',
    channel: 'one scale a row',
    group: `groups of ${size ?? 'unstated size'}`,
    block: `blocks of ${size ?? 'unstated size'}`,
  }[scale]
  return `${bits}-bit ${type} with ${grouping}`
}
