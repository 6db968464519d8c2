/**
 * What the threads that hash are told, and what they answer.
 * @module
 */
import type { Declared } from '../remote-file.ts'

export type Order =
  | { readonly job: number; readonly open: string; readonly bytes: number; readonly declared?: Declared }
  /** So many bytes of it are there. */
  | { readonly job: number; readonly upTo: number }
  | { readonly job: number; readonly close: true }

export interface Hashes {
  readonly sha256: string
  /** By the declared algorithm; SHA-256 where none is declared. */
  readonly declared: string
}

export type Answer =
  | ({ readonly job: number } & Hashes)
  | { readonly job: number; readonly failed: string; readonly code: string | undefined }
