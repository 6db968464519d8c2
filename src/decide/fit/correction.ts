/**
 * A learned correction: found, bounded, and put into words.
 * @module
 */
import type { Correction } from '../../inventory/corrections.ts'

/** A tenant's engine may log what it likes: it never shifts an estimate further than this. */
export const correctionLimit = 0.1

/** Digest of an image reference, `sha256:…`; absent where it has only a tag. */
export function digestOf(image: string): string | undefined {
  return /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1]
}

/** The correction of a combination. */
export function findCorrection(
  corrections: readonly Correction[] | undefined,
  model: string,
  accelerator: string,
  image: string,
): Correction | undefined {
  if (corrections === undefined || corrections.length === 0) return undefined
  const digest = digestOf(image)
  return corrections.find(
    (known) =>
      known.imageDigest === digest &&
      known.accelerator === accelerator &&
      known.model.toLowerCase() === model.toLowerCase(),
  )
}

/** Share by which a computed cache is changed, within the limit; −0.04 is 4 % less. */
export function correctedBy(correction: Correction): number {
  return Math.min(correctionLimit, Math.max(-correctionLimit, correction.cacheRatio - 1))
}

/** `4 % less cache than computed, learned from 3 starts of this image`. */
export function correctionWords({ starts }: Correction, share: number): string {
  const percent = Math.abs(share * 100).toFixed(1)
  return `${percent} % ${share < 0 ? 'less' : 'more'} KV cache than computed, as ${starts === 1 ? '1 start' : `${starts} starts`} of this image on this accelerator showed`
}
