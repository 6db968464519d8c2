/**
 * A row of the recipe table: how a publisher serves a model, and on which hardware with how many GPUs.
 * @module
 */
import type { Precision } from '../../vocabulary/precision.ts'
import type { Backend, RecipeType } from '../recipe.ts'

/** Flag without its dashes → value; `true` is a bare flag, `false` the flag with `no-` in front. */
export type RowArguments = Readonly<Record<string, string | number | boolean>>

export interface Placement {
  readonly hardware: string
  readonly type: Exclude<RecipeType, 'derived'>
  /** GPUs of a replica → arguments over the row's own. The tensor parallel size is the count where none is set. */
  readonly counts: Readonly<Record<number, RowArguments>>
  readonly args?: RowArguments
  /** Instead of the row's. */
  readonly env?: Readonly<Record<string, string>>
  /** Instead of the row's. */
  readonly source?: string
  /** Counts that come from elsewhere. */
  readonly sources?: Readonly<Record<number, string>>
}

export interface RecipeRow {
  /** Hub repository. */
  readonly model: string
  /** Beginning of the object's name; default: the repository's name in lower case. */
  readonly id?: string
  readonly precision: Precision
  /** Default vllm. */
  readonly backend?: Backend
  /** Oldest engine version that has all the arguments. */
  readonly since: string
  readonly source: string
  /**
   * As published, but for `trust-remote-code`: it stays only where the engines need the repository's own code. It makes nothing faster,
   * and what nobody asked for should not run code of strangers.
   */
  readonly args: RowArguments
  readonly env?: Readonly<Record<string, string>>
  readonly on: readonly Placement[]
}
