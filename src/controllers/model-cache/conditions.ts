/**
 * The conditions of a cache, from its volume and its models.
 * @module
 */
import type { NodeGroup } from '../../api/cache/intent.ts'
import { type Finding, no } from '../aim-endpoint/finding.ts'
import { ownConditions } from '../own-conditions.ts'
import { type CachedModel, needsSomebody } from './model-state.ts'
import type { CacheObject } from './read-cache.ts'

/** In the order they are listed. */
const ownTypes = ['Accepted', 'VolumeReady', 'Downloaded', 'NodeCopies', 'Ready'] as const

export type CacheFindings = Readonly<Partial<Record<(typeof ownTypes)[number], Finding>>>

/** @param now RFC 3339 */
export const cacheConditions = (object: CacheObject, findings: CacheFindings, now: string) =>
  ownConditions(ownTypes, object, findings, now)

/**
 * Condition `Downloaded`: whether everything that is wanted now is on the volume. Where several are not, what needs somebody is told
 * first, then what failed, then what is under way.
 *
 * @param wanted models that are to be there now
 */
export function downloaded(wanted: readonly CachedModel[], entries: readonly CachedModel[]): Finding {
  const there = wanted.filter(({ status }) => status === 'Ready').length
  const share = `${there} of ${wanted.length} ${wanted.length === 1 ? 'model is' : 'models are'} on the volume`
  const failed = wanted.filter(({ status }) => status === 'Failed')
  const worst = failed.find(({ reason }) => needsSomebody(reason)) ?? failed[0]
  if (worst !== undefined) return no(worst.reason ?? 'Failed', `${share}; ${worst.id}: ${wordsOf(worst)}`)
  if (there === wanted.length) {
    if (wanted.length === 0)
      return { status: 'True', reason: 'NothingWanted', message: 'nobody asks for a model now' }
    return { status: 'True', reason: 'Verified', message: `${share}, every file verified` }
  }
  if (entries.some(({ status }) => status === 'Evicting'))
    return no('Evicting', `${share}; others are removed first to make room`)
  const running = wanted.find(({ status }) => status === 'Downloading')
  if (running !== undefined) {
    const { id, message } = running
    const why = message === undefined ? 'is being downloaded' : `is to be downloaded, but ${message}`
    return no('Downloading', `${share}; ${id} ${why}`)
  }
  return no('Waiting', `${share}; the others wait for their turn`)
}

function wordsOf({ message, retryAt, reason = 'failed' }: CachedModel): string {
  return `${message ?? reason}${retryAt === undefined ? '' : ` (tried again at ${retryAt})`}`
}

/** Condition `Ready`: engines that mount the volume find what they ask for. */
export function ready(volume: Finding, models: Finding): Finding {
  return volume.status === 'False' && volume.reason !== 'Immutable' ? volume : models
}

/**
 * Condition `NodeCopies`: told where copies are asked for. The claims that a pod mounts are named in its template, the same for every
 * node it may run on, so none could mount the copy of the node it happens to be on.
 */
export function nodeCopies(group: NodeGroup | undefined): Finding | undefined {
  if (group === undefined) return undefined
  return no(
    'NotRendered',
    'no copies are made on the disks of nodes: a pod template names one claim for all nodes, so engines could not mount them; they read the one volume. For copies on nodes use a storage class that keeps them itself, such as a caching file system',
  )
}
