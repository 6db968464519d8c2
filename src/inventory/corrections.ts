/**
 * What earlier starts taught: the logged cache of one (model, accelerator, image digest) against the computed one. Listed by the
 * platform in its configuration or a file, or read from an engine whose image it lists: no other image teaches anything.
 * @module
 */
import { z } from 'zod'
import type { FieldError } from '../vocabulary/field-error.ts'

/** Digest of an image. */
export const imageDigest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, 'is not sha256: and 64 hexadecimal digits')

/** One learned correction, as it is written. */
export const correctionSchema = z.strictObject({
  /** Hub repository, any case. */
  model: z.string().min(1),
  /** `MI300X`. */
  accelerator: z.string().min(1),
  /** `sha256:…`: the same tag may be another engine tomorrow. */
  imageDigest,
  /** Logged KV cache memory over the computed one; 1 changes nothing. */
  cacheRatio: z.number().positive(),
  /** Starts it was learned from. */
  starts: z.int().positive(),
  /** The one namespace it counts in: what a tenant's engine logs is no word on anybody else's. Default: all. */
  namespace: z.string().min(1).optional(),
})

export type Correction = Readonly<z.output<typeof correctionSchema>>

/** Corrections from a document; nothing for `undefined`. */
export function correctionsOf(
  document: unknown,
  path: string,
): { readonly corrections: readonly Correction[]; readonly errors: readonly FieldError[] } {
  if (document === undefined) return { corrections: [], errors: [] }
  const { data, error } = z.array(correctionSchema).safeParse(document)
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
