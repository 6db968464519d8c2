/**
 * Caches in situations, as the watches tell them.
 * @module
 */
import type { CacheClaim } from '../../../src/controllers/model-cache/objects.ts'
import { planCache } from '../../../src/controllers/model-cache/plan.ts'
import type { CacheObject, CacheStatus } from '../../../src/controllers/model-cache/read-cache.ts'
import type { CachePlan, CacheSituation } from '../../../src/controllers/model-cache/situation.ts'
import type { FetchResult } from '../../../src/vocabulary/model-files/result.ts'
import { fetched, job, later, qwen, start } from './builders.ts'

export const other = 'Qwen/Qwen3-4B'

export function cache(spec: object = {}, status?: CacheStatus, generation = 1): CacheObject {
  const object = {
    apiVersion: 'aim.engine.amd.com/v1alpha1',
    kind: 'AIMCache',
    metadata: {
      name: 'models',
      namespace: 'team',
      uid: 'uid-of-cache',
      generation,
      creationTimestamp: start.toISOString(),
    },
    spec: { storage: { size: '100Gi' }, models: [{ id: qwen }], ...spec },
    ...(status === undefined ? {} : { status }),
  } as const
  return object
}

export function claim(more: { phase?: string; uid?: string; storage?: string } = {}): CacheClaim {
  const { phase = 'Bound', uid = 'uid-of-claim', storage = '100Gi' } = more
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'models-storage', namespace: 'team', uid },
    spec: {
      accessModes: ['ReadWriteMany'],
      resources: { requests: { storage } },
    },
    status: { phase, ...(phase === 'Bound' ? { capacity: { storage } } : {}) },
  }
}

export const plan = (object: CacheObject, more: Partial<CacheSituation> = {}): CachePlan =>
  planCache({
    object,
    claim: claim(),
    jobs: [],
    results: new Map(),
    pods: [],
    users: [],
    image: 'fitgate:1',
    now: start,
    ...more,
  })

/** What comes of a model's Job when it ends so; the cache as it is then. */
export function afterFetch(object: CacheObject, result: Partial<FetchResult> = {}, seconds = 60): CachePlan {
  const begun = plan(object)
  const [made] = begun.create
  if (made === undefined) throw new Error(`no Job was made: ${JSON.stringify(begun.status.conditions)}`)
  const { name } = made.metadata
  const ok = result.outcome === undefined || result.outcome === 'Fetched'
  const ended = job(ok ? 'Complete' : 'Failed', { name, labels: made.metadata.labels })
  return plan(
    { ...object, status: begun.status },
    {
      jobs: [ended],
      results: new Map([['uid-of-job', { ...fetched, ...result }]]),
      now: later(seconds),
    },
  )
}

export const ready = (spec: object = {}): CacheObject => cache(spec, afterFetch(cache(spec)).status)

export function condition({ status }: CachePlan, type = 'Ready') {
  const { status: is, reason, message } = status.conditions?.find((one) => one.type === type) ?? {}
  return { is, reason, message }
}

export const entry = ({ status }: CachePlan, id = qwen) => status.cachedModels?.find((one) => one.id === id)
