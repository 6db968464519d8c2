/**
 * One cache, all that is known, and what follows: claim, Jobs, status, Events. Pure; nothing is decided while writing.
 * @module
 */
import { type CacheRequest, downloadClaim } from '../../api/cache/intent.ts'
import { cleanUpEvictions } from '../../decide/cache/evict.ts'
import { copyComponent } from '../../render/model-cache/copy-job.ts'
import { fetchJobNameOf, renderFetchJob } from '../../render/model-cache/fetch-job.ts'
import type { CacheOwner } from '../../render/model-cache/owner.ts'
import { removeComponent, renderRemoveJob } from '../../render/model-cache/remove-job.ts'
import { labels } from '../../vocabulary/names.ts'
import { cacheStatus, invalidCacheStatus } from './cache-status.ts'
import { planClaim } from './claim-plan.ts'
import { cleanupTimes } from './cleanup-times.ts'
import { planCopies } from './copies-plan.ts'
import { afterRemoval, marked, policyFor, volumeFor } from './evictions.ts'
import { type FetchPlan, planFetches } from './fetch-plan.ts'
import { bare, type CachedModel } from './model-state.ts'
import { checking } from './model-step.ts'
import { news } from './news.ts'
import { type CacheJob, endOf } from './objects.ts'
import { obstacleOf, untoldSeconds } from './obstacle.ts'
import { type CacheObject, readCache } from './read-cache.ts'
import type { JobResult } from './result-of-job.ts'
import { podsOfJob } from './result-of-job.ts'
import type { CachePlan, CacheSituation } from './situation.ts'
import { withUsers } from './users.ts'
import { type VolumeState, volumeState, withUse } from './volume.ts'

export function planCache(situation: CacheSituation): CachePlan {
  const { object, now } = situation
  const { request, errors } = readCache(object)
  if (request === undefined) {
    const status = invalidCacheStatus(object, errors, now)
    return { remove: [], create: [], status, ...news(object, status) }
  }
  return planValid(situation, request)
}

function planValid(all: CacheSituation, request: CacheRequest): CachePlan {
  const { object, users, now, image, sources } = all
  const copying = all.jobs.filter(isCopy)
  const situation = withoutCopies(all, copying)
  const { jobs, results } = situation
  const { intent } = request
  const owner: CacheOwner & Pick<CacheObject, 'kind'> = object
  const claim = planClaim(owner, intent, request.paths, situation.claim)
  const claimName = downloadClaim(object.kind, object.metadata.name, intent)
  const volume = measured(situation, claimName, claim.problem, claim.frozen)
  const running = jobs.filter((job) => endOf(job) === undefined)
  const removals = jobs.filter(isRemoval)
  const removed = removals.filter((job) => endOf(job) !== undefined)

  const listed = listedEntries(situation, request, volume, removed)
  const entries = listed.map((entry) =>
    spared(withUsers(entry, users, now.toISOString()), removals.length > 0),
  )
  const inUse = new Set(entries.flatMap(({ id, userCount = 0 }) => (userCount > 0 ? [id] : [])))
  const asked = new Set(users.flatMap(({ model }) => model ?? []))
  const policy = policyFor(intent, inUse, now)
  // of a volume that one node mounts, copies are made between downloads
  const isRead =
    intent.storage.accessMode !== 'ReadWriteMany' && copying.some((job) => endOf(job) === undefined)
  const isIdle = volume.isUsable && running.length === 0 && removed.length === 0 && !isRead
  const times = cleanupTimes(
    intent.cleanUp,
    object.status?.usage?.lastCleanup,
    object.metadata.creationTimestamp,
    now,
  )
  const isCleaning = times.isDue && isIdle
  const space = volumeFor(entries, volume.storage)
  const swept = isCleaning && space ? cleanUpEvictions(space, policy) : []
  const toCheck = intent.downloadPolicy === 'Always' && (isCleaning || isChanged(object))
  const before = marked(toCheck ? entries.map(toBeChecked) : entries, swept)

  const isEvicting = before.some(({ status }) => status === 'Evicting')
  const fetches = planFetches({
    intent,
    entries: new Map(before.map((entry) => [entry.id, entry])),
    jobName: (model) => fetchJobNameOf({ owner, intent, model }),
    jobs: new Map(jobs.filter((job) => !isRemoval(job)).map((job) => [job.metadata.name, job])),
    results,
    ...(situation.progress === undefined ? {} : { progress: situation.progress }),
    obstacle: (job) => obstacleOf(job, podsOfJob(job, situation.pods), now),
    asked,
    isFree: isIdle && !isEvicting,
    ...(space === undefined ? {} : { volume: space }),
    policy,
    now,
  })
  const after = settled(before, fetches).map((entry) =>
    entry.id === fetches.start?.id && situation.jobRefused !== undefined
      ? { ...entry, message: situation.jobRefused }
      : entry,
  )
  const going = after.flatMap(({ id, status }) => (status === 'Evicting' ? [id] : []))
  const copies = planCopies({
    ...all,
    request,
    copies: all.copies ?? { nodes: [], users: new Set() },
    jobs: copying,
    entries: after,
    size: claim.size,
    isStill: running.length === 0 && fetches.start === undefined && going.length === 0,
  })
  const status = cacheStatus(object, {
    request,
    volume,
    entries: after,
    wanted: fetches.wanted,
    ...(copies === undefined ? {} : { copies }),
    ...(all.mountedOn === undefined ? {} : { mountedOn: all.mountedOn }),
    ...(situation.progress === undefined ? {} : { progress: situation.progress }),
    ...cleanupWords(isCleaning || !times.isDue ? times : undefined, object),
    now,
  })
  const unwanted = running.filter((job) => !isRemoval(job) && !isNamed(job, after))
  const looks = [
    ...fetches.afterSeconds,
    ...(copies?.afterSeconds ?? []),
    ...[...running, ...copying].flatMap((job) => untoldSeconds(job, podsOfJob(job, all.pods)) ?? []),
    ...(times.next === undefined ? [] : [(Date.parse(times.next) - now.getTime()) / 1000]),
  ].filter((seconds) => seconds > 0)
  return {
    ...(claim.wanted === undefined ? {} : { claim: claim.wanted }),
    ...(copies?.claim === undefined ? {} : { copiesClaim: copies.claim }),
    remove: [
      ...removed,
      ...unwanted,
      ...(fetches.remove === undefined ? [] : [fetches.remove]),
      ...(copies?.remove ?? []),
    ],
    create: [
      ...(fetches.start === undefined
        ? []
        : [
            renderFetchJob({
              owner,
              intent,
              model: fetches.start,
              image,
              room: volume.storage,
              ...(sources && { sources }),
            }),
          ]),
      ...(isIdle && going.length > 0
        ? [renderRemoveJob({ owner, claim: claimName, ids: going, image })]
        : []),
      ...(copies?.create ?? []),
    ],
    status,
    ...news(object, status),
    ...askable(running, situation),
    ...(looks.length === 0 ? {} : { afterSeconds: Math.min(...looks) }),
  }
}

const isCopy = ({ metadata }: CacheJob) => metadata.labels?.[labels.component] === copyComponent

/** What concerns the volume that is downloaded to. */
function withoutCopies(situation: CacheSituation, copying: readonly CacheJob[]): CacheSituation {
  if (copying.length === 0) return situation
  const uids = new Set(copying.map(({ metadata }) => metadata.uid))
  return {
    ...situation,
    jobs: situation.jobs.filter((job) => !isCopy(job)),
    results: new Map([...situation.results].filter(([uid]) => !uids.has(uid))),
  }
}

const isRemoval = ({ metadata }: CacheJob) => metadata.labels?.[labels.component] === removeComponent

/** A Job that brings what is still wanted. */
const isNamed = ({ metadata }: CacheJob, entries: readonly CachedModel[]) =>
  entries.some(({ job }) => job?.name === metadata.name)

const isChanged = ({ metadata, status }: CacheObject) =>
  status?.observedGeneration !== undefined && status.observedGeneration !== metadata.generation

const toBeChecked = (entry: CachedModel): CachedModel =>
  entry.status === 'Ready' ? { ...entry, reason: checking } : entry

/** The volume, with what Jobs that have just ended found of it. */
function measured(
  { object, claim, refused, results }: CacheSituation,
  name: string,
  problem: VolumeState['finding'] | undefined,
  frozen: readonly string[],
): VolumeState {
  const state = volumeState(name, claim, object.status?.storage, problem ?? refused, frozen)
  const use = newest(object, results)?.volume
  return { ...state, storage: withUse(state.storage, use) }
}

/** The result that the status does not speak of yet. */
function newest({ status }: CacheObject, results: ReadonlyMap<string, JobResult>): JobResult | undefined {
  const counted = new Set(status?.cachedModels?.map(({ job }) => job?.uid))
  return [...results].findLast(([uid, { volume }]) => !counted.has(uid) && volume !== undefined)?.[1]
}

/** Entries to begin with: those of the status, as far as they are still true. */
function listedEntries(
  { object, results }: CacheSituation,
  { intent }: CacheRequest,
  volume: VolumeState,
  removed: readonly CacheJob[],
): readonly CachedModel[] {
  const known = object.status?.cachedModels ?? []
  const names = new Set(intent.models.map(({ id }) => id))
  const added = intent.models
    .filter(({ id }) => !known.some((entry) => entry.id === id))
    .map(
      ({ id, preload }): CachedModel =>
        preload
          ? { id, status: 'Pending', reason: 'Waiting' }
          : { id, status: 'Waiting', reason: 'NotAsked' },
    )
  const kept = removed
    .flatMap(({ metadata }) => results.get(metadata.uid ?? '') ?? [])
    .reduce<readonly CachedModel[]>((entries, result) => afterRemoval(entries, result, names), known)
  const used = newest(object, results)?.volume?.usedBytes
  return [...kept, ...added]
    .map((entry) => (volume.isAnother || isMissing(entry, used) ? lost(entry) : entry))
    .filter(({ id, status }) => names.has(id) || isThere(status))
}

const isThere = (status: CachedModel['status']) => status === 'Ready' || status === 'Evicting'

/** More was on the volume than there is now: somebody emptied it. */
const isMissing = ({ status, bytes = 0 }: CachedModel, usedBytes: number | undefined) =>
  status === 'Ready' && usedBytes !== undefined && usedBytes < bytes

/** Somebody came while it was to go, and nothing has touched it yet. */
const spared = (entry: CachedModel, isTouched: boolean): CachedModel =>
  entry.status !== 'Evicting' || isTouched || entry.userCount === undefined
    ? entry
    : { ...entry, status: 'Ready', reason: 'Verified' }

/** What is known of it was known of another volume. */
function lost(entry: CachedModel): CachedModel {
  const { status } = entry
  const isEvicted = status === 'Evicted' || status === 'Waiting'
  return {
    ...bare(entry),
    ...(isEvicted ? { reason: status } : { status: 'Pending', reason: 'VolumeLost' }),
  }
}

/** Wanted models in the order of the intent, then the others; what has to make room is marked. */
function settled(before: readonly CachedModel[], { entries, evictions }: FetchPlan): readonly CachedModel[] {
  const wanted = new Set(entries.map(({ id }) => id))
  const all = [...entries, ...before.filter(({ id }) => !wanted.has(id))]
  return marked(all, evictions)
}

function cleanupWords(times: ReturnType<typeof cleanupTimes> | undefined, { status }: CacheObject) {
  const last = times === undefined ? status?.usage?.lastCleanup : times.last
  const next = times === undefined ? status?.usage?.nextCleanup : times.next
  return {
    ...(last === undefined ? {} : { lastCleanup: last }),
    ...(next === undefined ? {} : { nextCleanup: next }),
  }
}

/** The pod of a Job that runs, and says how far it is. */
function askable(running: readonly CacheJob[], { pods }: CacheSituation): Pick<CachePlan, 'ask'> {
  const found = running
    .filter((job) => !isRemoval(job))
    .flatMap((job) => podsOfJob(job, pods))
    .find(
      ({ status }) =>
        status?.phase === 'Running' && status.podIP !== undefined && status.podIP !== status.hostIP,
    )
  return found === undefined ? {} : { ask: found }
}
