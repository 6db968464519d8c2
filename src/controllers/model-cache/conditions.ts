/**
 * The conditions of a cache, from its volume and its models.
 * @module
 */
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

/**
 * Condition `Ready`: engines that mount the volume find what they ask for.
 *
 * @param copies that engines read instead
 */
export function ready(
  volume: Finding,
  models: Finding,
  copies: { readonly finding: Finding; readonly isServing: boolean } | undefined,
): Finding {
  if (volume.status === 'False' && volume.reason !== 'Immutable') return volume
  return models.status === 'True' && copies?.isServing === false ? copies.finding : models
}
