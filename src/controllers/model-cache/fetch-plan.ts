/**
 * The models of a cache one after the other: which one is fetched now, what makes room for it, and what becomes of the others. One at a
 * time, as they share a volume and a line.
 * @module
 */
import type { CacheIntent, WantedModel } from '../../api/cache/intent.ts'
import { modelPriorities } from '../../api/cache/words.ts'
import { roomFor } from '../../decide/cache/evict.ts'
import { modelBytes } from '../../decide/cache/model-bytes.ts'
import type { Eviction, EvictionPolicy, Volume } from '../../decide/cache/volume.ts'
import { seededRandom } from '../../decide/place/seeded-random.ts'
import type { FetchProgress } from '../../vocabulary/model-files/progress.ts'
import type { CachedModel } from './model-state.ts'
import { modelStep } from './model-step.ts'
import { secondsUntil } from './next-attempt.ts'
import type { CacheJob } from './objects.ts'
import type { JobResult } from './result-of-job.ts'

export interface FetchInput {
  readonly intent: CacheIntent
  /** By id. */
  readonly entries: ReadonlyMap<string, CachedModel>
  /** Name of the Job of each model. */
  readonly jobName: (model: WantedModel) => string
  readonly jobs: ReadonlyMap<string, CacheJob>
  readonly results: ReadonlyMap<string, JobResult>
  readonly progress?: FetchProgress
  /** Why no pod of a Job runs. */
  readonly obstacle: (job: CacheJob) => string | undefined
  /** Ids of models that somebody asks for by name. */
  readonly asked: ReadonlySet<string>
  /** A Job may be made: the volume can be mounted, and nobody works on it. */
  readonly isFree: boolean
  /** Absent while nothing is known of its size. */
  readonly volume?: Volume
  readonly policy: EvictionPolicy
  readonly now: Date
}

export interface FetchPlan {
  /** Of wanted models, in the order of the intent. */
  readonly entries: readonly CachedModel[]
  /** Models that are to be on the volume now. */
  readonly wanted: ReadonlySet<string>
  readonly start?: WantedModel
  readonly remove?: CacheJob
  /** Make room first. */
  readonly evictions: readonly Eviction[]
  readonly afterSeconds: readonly number[]
}

/** What no room was found for is looked at by a Job of its own now and then: others may have tidied the volume up, seconds. */
const roomSeconds = 1800

const rank = ({ priority }: WantedModel) => modelPriorities.indexOf(priority)

export function planFetches(input: FetchInput): FetchPlan {
  const { intent, asked, now } = input
  // who is waited for goes first, then by priority, then as they are listed
  const order = intent.models.toSorted(
    (a, b) => Number(asked.has(b.id)) - Number(asked.has(a.id)) || rank(b) - rank(a),
  )
  const states = new Map<string, CachedModel>()
  const wanted = new Set<string>()
  const afterSeconds: number[] = []
  let isFree = input.isFree
  let start: WantedModel | undefined
  let remove: CacheJob | undefined
  let evictions: readonly Eviction[] = []
  for (const model of order) {
    const { id } = model
    const before = input.entries.get(id)
    if (before?.status === 'Evicting') {
      states.set(id, before)
      continue
    }
    const isWanted = asked.has(id) || (model.preload && before?.status !== 'Evicted')
    if (isWanted) wanted.add(id)
    const jobName = input.jobName(model)
    const room = isWanted && isFree ? roomOf(model, jobName, before, input) : { mayStart: isFree, before }
    if (room.evictions !== undefined) evictions = room.evictions
    const job = input.jobs.get(jobName)
    const result = job?.metadata.uid === undefined ? undefined : input.results.get(job.metadata.uid)
    const obstacle = job && input.obstacle(job)
    const step = modelStep({
      id,
      jobName,
      ...(room.before === undefined ? {} : { before: room.before }),
      ...(job === undefined ? {} : { job }),
      ...(result === undefined ? {} : { result }),
      ...(input.progress === undefined ? {} : { progress: input.progress }),
      ...(obstacle === undefined ? {} : { obstacle }),
      isWanted,
      onlyLooks: intent.downloadPolicy === 'Never',
      mayStart: room.mayStart,
      now,
      random: seededRandom(`${jobName}/${before?.attempts ?? 0}`)(),
    })
    states.set(id, step.state)
    if (step.afterSeconds !== undefined) afterSeconds.push(step.afterSeconds)
    if (step.start || step.remove || evictions.length > 0) isFree = false
    if (step.start) start = model
    if (step.remove) remove = step.remove
  }
  return {
    entries: intent.models.flatMap(({ id }) => states.get(id) ?? []),
    wanted,
    ...(start === undefined ? {} : { start }),
    ...(remove === undefined ? {} : { remove }),
    evictions,
    afterSeconds,
  }
}

/** What is certain without asking. A mirror may have something else under the name; a fetch asks, and refuses with exact numbers itself. */
const leastBytes = (model: WantedModel) =>
  model.endpoint === undefined ? modelBytes(model)?.leastBytes : undefined

interface RoomForModel {
  readonly before: CachedModel | undefined
  readonly mayStart: boolean
  readonly evictions?: readonly Eviction[]
}

/** Quota before a download: only for what has not begun, as nobody here knows how much of what has is there already. */
function roomOf(
  model: WantedModel,
  jobName: string,
  before: CachedModel | undefined,
  { volume, policy, intent, now }: FetchInput,
): RoomForModel {
  const isShort = before?.reason === 'InsufficientCapacity'
  const isNew = before === undefined || (before.attempts === undefined && before.status !== 'Downloading')
  const bytes = before?.bytes ?? leastBytes(model)
  const counts = isShort || (isNew && before?.status !== 'Ready')
  if (!counts || volume === undefined || bytes === undefined || intent.downloadPolicy === 'Never')
    return { before, mayStart: true }
  const room = roomFor({ id: model.id, bytes }, volume, policy)
  if (room.fits) {
    const { retryAt: _, ...rest } = before ?? { id: model.id, status: 'Pending' as const }
    const again: CachedModel = isShort ? { ...rest, status: 'Pending', reason: 'Waiting' } : rest
    return { before: again, mayStart: room.evictions.length === 0, evictions: room.evictions }
  }
  const isSame = before?.job?.name === jobName
  const known = isSame ? before.retryAt : undefined
  if (known !== undefined && secondsUntil(known, now) === 0) return { before, mayStart: true }
  const retryAt = known ?? new Date(now.getTime() + roomSeconds * 1000).toISOString()
  return {
    before: {
      ...(before ?? { id: model.id }),
      job: isSame ? before.job : { name: jobName },
      status: 'Failed',
      reason: 'InsufficientCapacity',
      message: room.message,
      retryAt,
    },
    mayStart: false,
  }
}
