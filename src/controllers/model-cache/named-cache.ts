/**
 * What the cache that an engine names has of its model, and what that means for the engine.
 * @module
 */
import type { CacheReference } from '../../api/cache/reference.ts'
import type { IntentRequest } from '../../api/intent.ts'
import { findCondition } from '../../vocabulary/conditions.ts'
import type { Child } from '../aim-endpoint/child.ts'
import type { ChildrenPlan } from '../aim-endpoint/children.ts'
import type { Finding } from '../aim-endpoint/finding.ts'
import { noNodes } from './copies-finding.ts'
import type { CachedModel } from './model-state.ts'
import { isServing } from './node-copy.ts'
import type { CacheObject } from './read-cache.ts'

export type FindCache = (reference: CacheReference, namespace: string) => CacheObject | undefined

export interface NamedCache {
  /** Condition `CacheProvisioned`. */
  readonly finding: Finding
  /** The model is on the volume, whole and verified. */
  readonly isFilled: boolean
}

const no = (reason: string, message: string): NamedCache => ({
  finding: { status: 'False', reason, message },
  isFilled: false,
})

/** `undefined` where none is named, or nothing is known of caches. */
export function cacheFor(
  reference: CacheReference | undefined,
  { intent, namespace }: Pick<IntentRequest, 'intent' | 'namespace'>,
  find: FindCache | undefined,
): NamedCache | undefined {
  if (reference === undefined || find === undefined) return undefined
  return namedCache(reference, intent.model.id, find(reference, namespace))
}

/** @param cache the one that is named, where there is one */
export function namedCache(
  { kind, name }: CacheReference,
  model: string,
  cache: CacheObject | undefined,
): NamedCache {
  const what = `${kind} ${name}`
  if (cache === undefined || cache.metadata.deletionTimestamp !== undefined)
    return no('CacheMissing', `${what} is not in this namespace: create it, or name another`)
  const { cachedModels, storage, conditions } = cache.status ?? {}
  if (cachedModels === undefined) return no('Waiting', `${what} has not been looked at yet`)
  const entry = cachedModels.find(({ id }) => id === model)
  if (entry === undefined)
    return no('ModelNotInCache', `${what} does not list ${model}: add it there, engines look nowhere else`)
  const volume = findCondition(conditions, 'VolumeReady')
  if (storage?.pvcPhase === 'Lost')
    return no('VolumeLost', `${what}: ${volume?.message ?? 'its volume is gone'}`)
  if (entry.status !== 'Ready') return no(entry.reason ?? entry.status, `${what}: ${wordsOf(entry)}`)
  const copies = findCondition(conditions, 'NodeCopies')
  const isCopied = isServing(cache.status?.nodes ?? []) || copies?.reason === noNodes
  if (storage?.copiesPvcName !== undefined && !isCopied)
    return no(copies?.reason ?? 'Waiting', `${what}: ${copies?.message ?? 'no node holds a copy yet'}`)
  const message = `${model} is on the volume of ${what}, every file verified`
  return { finding: { status: 'True', reason: 'Verified', message }, isFilled: true }
}

function wordsOf({ id, status, progress, message }: CachedModel): string {
  const why = message === undefined ? '' : `, ${message}`
  switch (status) {
    case 'Downloading':
      return `Downloading ${id}${progress === undefined ? '' : ` ${progress}`}${why}`
    case 'Failed':
      return `${id} could not be fetched${why}`
    case 'Ready':
    case 'Pending':
    case 'Waiting':
    case 'Evicting':
    case 'Evicted':
      return `${id} is ${status}${why}`
    default:
      return status satisfies never
  }
}

/** What makes pods, and what scales it. */
const makers = new Set(['Deployment', 'LeaderWorkerSet', 'HorizontalPodAutoscaler'])

/**
 * Whether pods are not made yet. They would fail, being offline beside an empty volume. What makes them is held back as a whole the first
 * time, and never touched for it later: with gates in their template, every later restart would hang on the controller, and taking them
 * away would change the template.
 */
export function isHeldBack(cache: NamedCache | undefined, live: readonly Child[]): boolean {
  if (cache === undefined || cache.isFilled) return false
  return !live.some(({ kind }) => kind === 'Deployment' || kind === 'LeaderWorkerSet')
}

/** The plan without what makes pods. */
export function withoutPods(plan: ChildrenPlan): ChildrenPlan {
  const { handOver: _, ...rest } = plan
  return { ...rest, apply: plan.apply.filter(({ kind }) => !makers.has(kind)) }
}

/** Condition `Ready` of what is held back. */
export function waitsForModel({ finding }: NamedCache): Finding {
  return {
    status: 'False',
    reason: 'WaitsForModel',
    message: `pods are made when the model is there; ${finding.message}`,
  }
}
