/**
 * The shape of an object of one of our kinds.
 * @module
 */
import type { ObjectMeta } from '../vocabulary/object-meta.ts'

/** `T` with every field at every depth read-only. */
export type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T

/** An object of one of our kinds. */
export interface ApiObject<Spec, Status> {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
  readonly spec: Spec
  readonly status?: Status
}
