/**
 * What changed between two statuses of a cache, as Events and for the metrics: the same news is told once.
 * @module
 */
import { findCondition } from '../../vocabulary/conditions.ts'
import type { EventNote } from '../aim-endpoint/event-notes.ts'
import type { CachedModel } from './model-state.ts'
import type { CacheObject, CacheStatus } from './read-cache.ts'
import type { CacheCount, CachePlan } from './situation.ts'

export function news({ status }: CacheObject, after: CacheStatus): Pick<CachePlan, 'events' | 'counts'> {
  const before = new Map((status?.cachedModels ?? []).map((entry) => [entry.id, entry]))
  const pairs = (after.cachedModels ?? []).map((entry) => [before.get(entry.id), entry] as const)
  const gone = [...before.values()].filter(
    ({ id, status }) => status === 'Evicting' && !after.cachedModels?.some((entry) => entry.id === id),
  )
  return {
    events: [
      ...conditionNotes(status, after),
      ...pairs.flatMap(([old, entry]) => modelNote(old, entry) ?? []),
      ...gone.map((entry) => evictedNote(entry)),
    ],
    counts: [
      ...pairs.flatMap(([old, entry]) => [...fetchCount(old, entry), ...evictionCount(old, entry)]),
      ...gone.map((entry) => eviction(entry)),
    ],
  }
}

/** Reasons of `VolumeReady` that somebody has to do something about. */
const volumeTroubles = new Set([
  'VolumeLost',
  'Terminating',
  'Immutable',
  'NameTaken',
  'ClaimRefused',
  'SizeUnknown',
])

function conditionNotes(before: CacheStatus | undefined, after: CacheStatus): EventNote[] {
  return (after.conditions ?? []).flatMap(({ type, status, reason, message: note }): EventNote[] => {
    const old = findCondition(before?.conditions, type)
    if (old?.status === status && old.reason === reason) return []
    if (type === 'Accepted' && status === 'False')
      return [{ type: 'Warning', reason, action: 'Validate', note }]
    if (type === 'VolumeReady' && volumeTroubles.has(reason))
      return [{ type: 'Warning', reason, action: 'Provision', note }]
    return type === 'NodeCopies' ? copiesNote(status, reason, note) : []
  })
}

/** Of copies that are on their way nothing is told until they are there, or stuck. */
const copiesPass = new Set(['NotCreated', 'Waiting', 'Copying'])

function copiesNote(status: string, reason: string, note: string): EventNote[] {
  if (status === 'True') return [{ type: 'Normal', reason, action: 'Copy', note }]
  return copiesPass.has(reason) ? [] : [{ type: 'Warning', reason: `Copies${reason}`, action: 'Copy', note }]
}

function modelNote(before: CachedModel | undefined, after: CachedModel): EventNote | undefined {
  const { id, status, reason = status, message, size } = after
  if (before?.status === status && before.reason === reason) return undefined
  switch (status) {
    case 'Downloading':
      return { type: 'Normal', reason: 'Downloading', action: 'Fetch', note: `${id} is being downloaded` }
    case 'Ready':
      return reason === 'Verified' && before?.status !== 'Evicting'
        ? {
            type: 'Normal',
            reason,
            action: 'Fetch',
            note: `${id} is on the volume (${size ?? 'size unknown'}), verified`,
          }
        : undefined
    case 'Failed':
      return { type: 'Warning', reason, action: 'Fetch', note: `${id}: ${message ?? reason}` }
    case 'Evicting':
      return {
        type: 'Normal',
        reason: 'Evicting',
        action: 'Evict',
        note: `${id} is removed: ${message ?? reason}`,
      }
    case 'Evicted':
      return evictedNote(after)
    case 'Pending':
      return reason === 'VolumeLost'
        ? {
            type: 'Warning',
            reason,
            action: 'Fetch',
            note: `${id} is on the volume no more: it is fetched again`,
          }
        : undefined
    case 'Waiting':
      return undefined
    default:
      return status satisfies never
  }
}

const evictedNote = ({ id, message, reason }: CachedModel): EventNote => ({
  type: 'Normal',
  reason: 'Evicted',
  action: 'Evict',
  note: `${id} was removed: ${message ?? reason ?? 'evicted'}`,
})

function fetchCount(before: CachedModel | undefined, after: CachedModel): CacheCount[] {
  const { job, reason = 'Unknown', status, bytes = 0 } = after
  if (job?.uid === undefined || job.uid === before?.job?.uid) return []
  return [{ what: 'fetch', outcome: reason, bytes: status === 'Ready' ? bytes : 0 }]
}

const evictionCount = (before: CachedModel | undefined, after: CachedModel): CacheCount[] =>
  before?.status === 'Evicting' && after.status === 'Evicted' ? [eviction(before)] : []

const eviction = ({ reason = 'RoomNeeded', bytes = 0 }: CachedModel): CacheCount => ({
  what: 'eviction',
  reason,
  bytes,
})
