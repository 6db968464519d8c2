/**
 * One model: what is wanted, what is known and what its Job says, to what is known next and what is to be done.
 * @module
 */
import { formatBytes } from '../../vocabulary/bytes.ts'
import { cut } from '../../vocabulary/cut.ts'
import { outcomes } from '../../vocabulary/model-files/outcome.ts'
import type { FetchProgress } from '../../vocabulary/model-files/progress.ts'
import type { ModelResult } from '../../vocabulary/model-files/result.ts'
import { bare, type CachedModel, longestMessage, reasonOf } from './model-state.ts'
import { nextAttemptSeconds, secondsUntil } from './next-attempt.ts'
import { type CacheJob, endOf } from './objects.ts'
import type { JobResult } from './result-of-job.ts'

export interface ModelSituation {
  readonly id: string
  /** Name of the Job that would bring it: another one means that something else is wanted. */
  readonly jobName: string
  readonly before?: CachedModel
  /** The Job of that name, where there is one. */
  readonly job?: CacheJob
  /** Of that Job, once it has ended. */
  readonly result?: JobResult
  /** Of that Job, as its pod last told. */
  readonly progress?: FetchProgress
  /** Why no pod of the Job runs, for people. */
  readonly obstacle?: string
  /** Somebody wants it to be there now; `false` leaves what is there alone. */
  readonly isWanted: boolean
  /** Its Job only looks whether somebody else has brought it. */
  readonly onlyLooks?: boolean
  /** Nobody else works on the volume, and it has room. */
  readonly mayStart: boolean
  readonly now: Date
  /** From 0 to 1. */
  readonly random: number
}

export interface ModelStep {
  readonly state: CachedModel
  /** Its Job has to go first. */
  readonly remove?: CacheJob
  /** Its Job is to be made. */
  readonly start?: true
  /** Look again after this. */
  readonly afterSeconds?: number
}

export function modelStep(situation: ModelSituation): ModelStep {
  const { id, jobName, job, result, now, isWanted, mayStart } = situation
  const before: CachedModel = situation.before ?? { id, status: 'Waiting', reason: 'NotAsked' }
  const isSame = before.job?.name === jobName
  const known = isSame ? before : anew(before, jobName, job)
  if (job === undefined) return idle(situation, known)
  if (job.metadata.deletionTimestamp !== undefined) return { state: known }
  if (endOf(job) === undefined) return { state: underWay(situation, known) }
  if (result !== undefined && known.job?.uid !== job.metadata.uid) return ended(situation, known, job, result)
  // Its end is accounted for. What is there stays; what failed is tried again when its time has come.
  if (known.status === 'Ready' && !isChecking(known)) return { state: known }
  const wait = known.retryAt === undefined ? 0 : secondsUntil(known.retryAt, now)
  if (wait > 0) return { state: known, afterSeconds: wait }
  return (isWanted || isChecking(known)) && mayStart ? { state: known, remove: job } : { state: known }
}

/** It is there, and its source is asked again whether it still has the same. */
export const checking = 'Checking'
const isChecking = ({ status, reason }: CachedModel) => status === 'Ready' && reason === checking

/**
 * Something else is wanted than before: what is known of its users stays, what failed counts no more. A Job of that name that has ended
 * is from an earlier time, as its name is noted before it is made: what it brought may be gone again.
 */
function anew(before: CachedModel, name: string, old: CacheJob | undefined): CachedModel {
  const { status } = before
  const stays = status === 'Evicted' || status === 'Waiting'
  return {
    ...bare(before),
    status: stays ? status : 'Pending',
    reason: stays ? (before.reason ?? status) : 'Waiting',
    job: { name, ...(old && endOf(old) && old.metadata.uid ? { uid: old.metadata.uid } : {}) },
  }
}

function idle({ isWanted, mayStart, now }: ModelSituation, known: CachedModel): ModelStep {
  const isThere = known.status === 'Ready'
  if (isThere && !isChecking(known)) return { state: known }
  if (!isWanted && !isThere) {
    if (known.status === 'Evicted') return { state: known }
    return { state: { ...bare(known), status: 'Waiting', reason: 'NotAsked' } }
  }
  const wait = known.retryAt === undefined ? 0 : secondsUntil(known.retryAt, now)
  if (wait > 0) return { state: known, afterSeconds: wait }
  if (isThere) return mayStart ? { state: known, start: true } : { state: known }
  if (!mayStart) {
    // what it failed of last is more worth knowing than that it waits for its turn
    return {
      state: known.status === 'Failed' ? known : { ...bare(known), status: 'Pending', reason: 'Waiting' },
    }
  }
  return { state: { ...tried(known), status: 'Downloading', reason: 'Downloading' }, start: true }
}

/** As a new attempt begins with it: the failures before it count until one succeeds. */
function tried(known: CachedModel): CachedModel {
  const { attempts } = known
  return { ...bare(known), ...(attempts === undefined ? {} : { attempts }) }
}

function underWay({ progress, obstacle, id }: ModelSituation, known: CachedModel): CachedModel {
  if (isChecking(known)) return known
  const own = progress?.models.find((model) => model.id === id)
  // between two answers the last one stays
  const before = obstacle === undefined ? { bytes: known.bytes, progress: known.progress } : {}
  const { bytes, progress: share } =
    own === undefined || own.total === 0
      ? before
      : { bytes: own.total, progress: `${Math.floor((100 * own.bytes) / own.total)} %` }
  return {
    ...tried(known),
    status: 'Downloading',
    reason: 'Downloading',
    ...(obstacle === undefined ? {} : { message: obstacle }),
    ...(bytes === undefined ? {} : sized(bytes)),
    ...(share === undefined ? {} : { progress: share }),
  }
}

const sized = (bytes: number) => ({ bytes, size: formatBytes(bytes) })

function ended(
  { id, jobName, now, random, onlyLooks = false }: ModelSituation,
  known: CachedModel,
  { metadata }: CacheJob,
  result: JobResult,
): ModelStep {
  const own = result.models?.find((model) => model.id === id)
  const outcome = own?.outcome ?? result.outcome
  const { uid } = metadata
  const kept = { ...bare(known), job: { name: jobName, ...(uid === undefined ? {} : { uid }) } }
  if (own !== undefined && reasonOf(outcome) === 'Verified')
    return { state: { ...kept, ...whole(own, known, now) } }
  // a good end that says nothing of this model proves nothing: fetching again only looks, where all is there
  const isSilent = outcome !== 'Unknown' && outcomes[outcome].again === 'done'
  const ending = isSilent ? (onlyLooks ? 'NotFound' : 'Unknown') : outcome
  const attempts = (known.attempts ?? 0) + 1
  const wait = nextAttemptSeconds(ending, attempts, result.retryAfterSeconds, random)
  const failure = {
    message: isSilent && onlyLooks ? nobodyBroughtIt : cut(result.message, longestMessage),
    attempts,
    retryAt: new Date(now.getTime() + wait * 1000).toISOString(),
  }
  const state: CachedModel = isChecking(known)
    ? // what is there stays there, whatever became of its source
      { ...known, job: kept.job, ...failure }
    : {
        ...kept,
        status: 'Failed',
        reason: reasonOf(ending),
        ...(own?.bytes === undefined ? {} : sized(own.bytes)),
        ...failure,
      }
  return { state, afterSeconds: wait }
}

const nobodyBroughtIt =
  'it is not on the volume, and by the download policy Never somebody else brings it: it is looked for once an hour'

function whole(
  { revision, bytes, files, digest }: ModelResult,
  { accessCount, userCount = 0 }: CachedModel,
  now: Date,
) {
  return {
    status: 'Ready',
    reason: 'Verified',
    ...(revision === undefined ? {} : { revision }),
    ...(bytes === undefined ? {} : sized(bytes)),
    ...(files === undefined ? {} : { files }),
    ...(digest === undefined ? {} : { digest }),
    cachedAt: now.toISOString(),
    accessCount: accessCount ?? userCount,
  } as const
}
