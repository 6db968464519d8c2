/**
 * What a tensor of a given size takes of the device, rounding included.
 * Source: PyTorch caching allocator (`CUDACachingAllocator`), constants kMinLargeAlloc, kRoundLarge and kSmallSize.
 * @module
 */

const mebibyte = 2 ** 20
/** From here on a tensor has a segment of its own; smaller ones share segments. */
const ownSegment = 10 * mebibyte
const segmentStep = 2 * mebibyte
/** A remainder of a segment up to this is not split off: it counts as the tensor's. */
const unsplit = mebibyte

/**
 * Bytes that a tensor's allocation counts for. `ofDevice`: as the device sees it, whole segments; else as the allocator counts
 * what is in use, which leaves out the part of a segment that others could use.
 */
export function allocatedBytes(bytes: number, ofDevice: boolean): number {
  if (bytes < ownSegment) return bytes
  const segment = Math.ceil(bytes / segmentStep) * segmentStep
  return ofDevice || segment - bytes <= unsplit ? segment : bytes
}
