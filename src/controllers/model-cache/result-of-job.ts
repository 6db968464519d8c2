/**
 * What a Job that has ended left behind: the result in the termination message of its last pod, or as much as is known without one.
 * @module
 */
import { outcomeOfExitCode, outcomes } from '../../vocabulary/model-files/outcome.ts'
import { type FetchResult, readResult } from '../../vocabulary/model-files/result.ts'
import { tail } from '../failures/last-words.ts'
import type { Termination } from '../feeds/pod.ts'
import type { Ending } from './next-attempt.ts'
import type { CacheJob, CachePod } from './objects.ts'
import { endOf } from './objects.ts'

export interface JobResult extends Partial<Omit<FetchResult, 'outcome' | 'message'>> {
  /** `Unknown`: it ended, and nothing tells how. */
  readonly outcome: Ending
  /** For people; lower case, no full stop. */
  readonly message: string
}

/** Pods of a Job, whatever other Job had its name before. */
export function podsOfJob(job: CacheJob, pods: readonly CachePod[]): readonly CachePod[] {
  return pods.filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === job.metadata.uid))
}

/** `undefined` while the Job has not ended. @param pods those of the Job */
export function resultOfJob(job: CacheJob, pods: readonly CachePod[]): JobResult | undefined {
  const end = endOf(job)
  if (end === undefined) return undefined
  const last = pods
    .map(terminationOf)
    .filter((one) => one !== undefined)
    .toSorted(byTime)
    .at(-1)
  const result = last?.message === undefined ? undefined : readResult(last.message)
  // A Job that failed has not fetched anything, whatever one of its pods said.
  if (result !== undefined && end.ok === (outcomes[result.outcome].again === 'done')) return result
  const outcome = last === undefined || last.exitCode === 0 ? undefined : outcomeOfExitCode(last.exitCode)
  return { outcome: outcome ?? 'Unknown', message: wordsOf(end, last) }
}

type Ended = Termination & { readonly finishedAt?: string }

function terminationOf({ status }: CachePod): Ended | undefined {
  return status?.containerStatuses?.[0]?.state?.terminated
}

/** RFC 3339 in UTC: text in order is time in order. */
const byTime = (a: Ended, b: Ended) => ((a.finishedAt ?? '') < (b.finishedAt ?? '') ? -1 : 1)

function wordsOf(end: { readonly ok: boolean; readonly message: string }, last: Ended | undefined): string {
  if (last === undefined)
    return end.ok
      ? 'it ended, but its pod is gone and with it what it found'
      : `its Job failed: ${end.message}`
  const words = last.message?.trim() ? `; its last words: ${tail(last.message)}` : ''
  if (last.reason === 'OOMKilled') return `it was killed for using more memory than its limit${words}`
  if (last.exitCode === 137) return `it was killed (exit code 137)${words}`
  if (last.exitCode === 0) return `it ended without telling what it found${words}`
  return `it ended with exit code ${last.exitCode}${words}`
}
