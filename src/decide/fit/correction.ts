/**
 * What earlier starts taught: the logged cache of one (model, accelerator, image digest) against the computed one.
 * @module
 */
import { z } from 'zod'
import type { FieldError } from '../../vocabulary/field-error.ts'

export interface Correction {
  /** Hub repository, any case. */
  readonly model: string
  /** `MI300X`. */
  readonly accelerator: string
  /** `sha256:…`: the same tag may be another engine tomorrow. */
  readonly imageDigest: string
  /** Logged KV cache memory over the computed one; 1 changes nothing. */
  readonly cacheRatio: number
  /** Starts it was learned from. */
  readonly starts: number
}

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

const schema = z.array(
  z.strictObject({
    model: z.string().min(1),
    accelerator: z.string().min(1),
    imageDigest: z.string().regex(/^sha256:[0-9a-f]{64}$/, 'is not sha256: and 64 hexadecimal digits'),
    cacheRatio: z.number().positive(),
    starts: z.int().positive(),
  }),
)

/** Corrections from a document; nothing for `undefined`. */
export function correctionsOf(
  document: unknown,
  path: string,
): { readonly corrections: readonly Correction[]; readonly errors: readonly FieldError[] } {
  if (document === undefined) return { corrections: [], errors: [] }
  const { data, error } = schema.safeParse(document)
  if (data !== undefined) return { corrections: data, errors: [] }
  return {
    corrections: [],
    errors: error.issues.map((issue) => ({
      path: issue.path.reduce<string>(
        (at, key) => at + (typeof key === 'number' ? `[${key}]` : `.${String(key)}`),
        path,
      ),
      message: issue.message,
    })),
  }
}
