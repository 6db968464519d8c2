/**
 * What a check of `fitgate doctor` is. One file a check beside this one; `all.ts` lists them.
 * @module
 */
import type { KubeClient } from '../../kube/types.ts'
import type { Installed } from './installed.ts'

/** `unknown`: could not be looked at, which is not the same as wrong. */
export const statuses = ['problem', 'warning', 'unknown', 'ok'] as const
export type Status = (typeof statuses)[number]

export interface Result {
  readonly status: Status
  /** One sentence; starts lower case, no full stop. */
  readonly message: string
  /** What to do, a command where there is one. Absent only where nothing is to be done. */
  readonly fix?: string
}

export interface DoctorContext {
  readonly client: KubeClient
  /** Where fitgate is installed. */
  readonly namespace: string
  /** `/metrics` of fitgate processes that are no pods. */
  readonly metricsUrls: readonly URL[]
  readonly installed: Installed
  readonly now: Date
}

export interface Check {
  /** Lower case words with `-`. */
  readonly id: string
  /** Everything that was found, good or bad; rejects with `ApiError` where the cluster does not let us look. */
  run(context: DoctorContext): Promise<readonly Result[]>
}

export const ok = (message: string): Result => ({ status: 'ok', message })
export const problem = (message: string, fix: string): Result => ({ status: 'problem', message, fix })
export const warning = (message: string, fix: string): Result => ({ status: 'warning', message, fix })
export const unknown = (message: string, fix: string): Result => ({ status: 'unknown', message, fix })
