/**
 * Who uses a cache, from the watches: pods that mount its claim, and what names it before it has pods.
 * @module
 */
import type { InferenceService } from '../../api/inference/inference-service.ts'
import { keyOf, parseKey } from '../../kube/key.ts'
import type { KubeObject } from '../../kube/types.ts'
import { cacheOwners } from '../../render/model-cache/owner.ts'
import { labels } from '../../vocabulary/names.ts'
import type { EndpointObject } from '../aim-endpoint/reconcile.ts'
import { workloadOfPod } from '../failures/failing-pods.ts'
import { endpointKeysOfPod, type Feeds, serviceOfPod } from '../feeds/feeds.ts'
import type { Pod } from '../feeds/pod.ts'
import { type CacheObject, claimKeyOf } from './read-cache.ts'
import type { CacheUser } from './users.ts'

/** An InferenceService as far as it names a cache. */
export type CachingService = KubeObject & Partial<Pick<InferenceService, 'spec'>>

export interface UserSources {
  readonly feeds: Pick<Feeds, 'pods' | 'endpoints'>
  /** InferenceServices whose pods have this label value. */
  readonly servicesOf: (instance: string) => readonly CachingService[]
  readonly services: () => readonly CachingService[]
}

const ours: readonly string[] = cacheOwners

export function cacheUsers(cache: CacheObject, sources: UserSources): readonly CacheUser[] {
  const pods = sources.feeds.pods.store.byIndex('claim', claimKeyOf(cache)).filter(isUser)
  const named = sources
    .services()
    .filter((service) => namesCache(service, cache))
    .map(serviceUser)
  return [...named, ...pods.flatMap((pod) => usersOfPod(pod, sources))]
}

/** Whether the service says that its model is in the cache. */
export function namesCache(
  { metadata, spec }: CachingService,
  { kind, metadata: cache }: CacheObject,
): boolean {
  return (
    kind === 'ModelCache' &&
    metadata.namespace === cache.namespace &&
    metadata.deletionTimestamp === undefined &&
    spec?.storage?.modelCache === cache.name
  )
}

/** A pod that has not ended, and is not one of the cache's own. */
function isUser({ metadata, status }: Pod): boolean {
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return false
  return !ours.includes(metadata.labels?.[labels.owner] ?? '')
}

function serviceUser({ metadata, spec }: CachingService): CacheUser {
  const model = spec?.model?.name
  return { kind: 'InferenceService', name: metadata.name, ...(model === undefined ? {} : { model }) }
}

function endpointUser({ metadata, status }: EndpointObject): CacheUser {
  const model = status?.model
  return { kind: 'AIMEndpoint', name: metadata.name, ...(model === undefined ? {} : { model }) }
}

/** What stands behind a pod, where that is known; else the pod. */
function usersOfPod(pod: Pod, { feeds, servicesOf }: UserSources): readonly CacheUser[] {
  const endpoints = endpointKeysOfPod(feeds, pod).flatMap((key) => feeds.endpoints.store.get(key) ?? [])
  if (endpoints.length > 0) return endpoints.map(endpointUser)
  const services = serviceOfPod(pod).flatMap(servicesOf)
  if (services.length > 0) return services.map(serviceUser)
  const [kind, ...key] = workloadOfPod(pod)?.split('/') ?? []
  if (kind !== undefined) return [{ kind, name: parseKey(key.join('/')).name }]
  return [{ kind: 'Pod', name: parseKey(keyOf(pod)).name }]
}
