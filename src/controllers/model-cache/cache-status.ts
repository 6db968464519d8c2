/**
 * The status of a cache, from what a pass has found.
 * @module
 */
import { type CacheRequest, cacheClaim } from '../../api/cache/intent.ts'
import type { CachePhase } from '../../api/cache/status.ts'
import { formatBytes } from '../../vocabulary/bytes.ts'
import { type FieldError, formatFieldError } from '../../vocabulary/field-error.ts'
import type { FetchProgress } from '../../vocabulary/model-files/progress.ts'
import { type CacheFindings, cacheConditions, downloaded, ready } from './conditions.ts'
import { withoutVolume } from './copies-finding.ts'
import type { CopiesPlan } from './copies-plan.ts'
import type { CachedModel } from './model-state.ts'
import type { CacheObject, CacheStatus } from './read-cache.ts'
import type { VolumeState } from './volume.ts'

export interface CacheNews {
  readonly request: CacheRequest
  readonly volume: VolumeState
  /** Models, those that the cache names no more too. */
  readonly entries: readonly CachedModel[]
  /** Ids of those that are to be there now. */
  readonly wanted: ReadonlySet<string>
  readonly progress?: FetchProgress
  /** The node whose pods mount the volume, where only one can. */
  readonly mountedOn?: string
  /** On the disks of nodes, where engines read those. */
  readonly copies?: CopiesPlan
  /** RFC 3339. */
  readonly lastCleanup?: string
  /** RFC 3339. */
  readonly nextCleanup?: string
  readonly now: Date
}

/** Most entries of a status; the wanted ones come first. */
const mostEntries = 128

export function cacheStatus(object: CacheObject, news: CacheNews): CacheStatus {
  const { request, volume, entries, progress, copies, lastCleanup, nextCleanup, now } = news
  const wanted = entries.filter(({ id }) => news.wanted.has(id))
  const models = downloaded(wanted, entries)
  const findings: CacheFindings = {
    Accepted: { status: 'True', reason: 'Valid', message: 'the object is valid' },
    VolumeReady: volume.finding,
    Downloaded: models,
    NodeCopies: copies?.finding ?? withoutVolume(request.intent.nodeGroup),
    Ready: ready(volume.finding, models, copies),
  }
  const there = entries.filter(({ status }) => status === 'Ready')
  const words = progressWords(wanted, progress)
  return {
    conditions: cacheConditions(object, findings, now.toISOString()),
    observedGeneration: object.metadata.generation,
    phase: phaseOf(findings, wanted, entries),
    storage: {
      ...withoutPlace(volume.storage),
      ...(news.mountedOn === undefined ? {} : { mountedOn: news.mountedOn }),
      ...(copies === undefined ? {} : { copiesPvcName: cacheClaim(request.kind, request.name) }),
    },
    cachedModels: entries.slice(0, mostEntries),
    usage: {
      totalModels: there.length,
      activeModels: entries.filter(({ userCount = 0 }) => userCount > 0).length,
      summary: `${there.length}/${entries.length}`,
      ...(copies === undefined ? {} : { copies: copies.summary }),
      ...(lastCleanup === undefined ? {} : { lastCleanup }),
      ...(nextCleanup === undefined ? {} : { nextCleanup }),
    },
    ...(words === undefined ? {} : { downloadProgress: words }),
    ...(copies === undefined ? {} : { nodes: [...copies.nodes] }),
    ...(object.kind === 'ModelCache' ? upstreamFields(there) : {}),
  }
}

/** What is said of an object that does not make sense: what is wrong with it, and everything else as it was. */
export function invalidCacheStatus(
  object: CacheObject,
  errors: readonly FieldError[],
  now: Date,
): CacheStatus {
  const message = errors.map(formatFieldError).join('\n')
  const finding = { status: 'False', reason: 'Invalid', message } as const
  return {
    ...object.status,
    conditions: cacheConditions(object, { Accepted: finding, Ready: finding }, now.toISOString()),
    observedGeneration: object.metadata.generation,
    phase: 'Failed',
  }
}

/** What is known of the volume apart from who mounts it. */
const withoutPlace = ({ mountedOn: _, ...storage }: VolumeState['storage']) => storage

function phaseOf(
  { Ready }: CacheFindings,
  wanted: readonly CachedModel[],
  entries: readonly CachedModel[],
): CachePhase {
  if (Ready?.status === 'True') return 'Ready'
  if (wanted.some(({ status }) => status === 'Downloading')) return 'Downloading'
  if (entries.some(({ status }) => status === 'Evicting')) return 'Evicting'
  return wanted.some(({ status }) => status === 'Failed') || Ready?.reason === 'VolumeLost'
    ? 'Failed'
    : 'Pending'
}

/** `40 %, 12 min left`, of the model that is under way. */
function progressWords(
  wanted: readonly CachedModel[],
  progress: FetchProgress | undefined,
): string | undefined {
  const running = wanted.find(({ status }) => status === 'Downloading')
  if (running?.progress === undefined) return undefined
  const { secondsLeft } = progress ?? {}
  if (secondsLeft === undefined) return running.progress
  const left = secondsLeft < 90 ? `${Math.ceil(secondsLeft)} s` : `${Math.ceil(secondsLeft / 60)} min`
  return `${running.progress}, ${left} left`
}

/** Fields that only the upstream ModelCache has. */
function upstreamFields(there: readonly CachedModel[]) {
  const [model] = there
  if (model === undefined) return {}
  const { bytes, cachedAt } = model
  return {
    ...(bytes === undefined ? {} : { sizeOnDisk: formatBytes(bytes) }),
    ...(cachedAt === undefined ? {} : { lastUpdated: cachedAt }),
  }
}
