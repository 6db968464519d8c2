/**
 * Who uses a cache, from the watches: pods that mount its claim, and what names it before it has pods.
 * @module
 */
import { type AIMEndpoint, cacheOf as cacheOfEndpoint } from '../../api/aim/endpoint.ts'
import type { CacheReference } from '../../api/cache/reference.ts'
import { cacheOf as cacheOfService, type InferenceService } from '../../api/inference/inference-service.ts'
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
  const { feeds, services } = sources
  const isNaming = (object: KubeObject) =>
    object.metadata.deletionTimestamp === undefined && namesCache(object, cache)
  const pods = feeds.pods.store.byIndex('claim', claimKeyOf(cache)).filter(isUser)
  return [
    ...(cache.kind === 'AIMCache' ? feeds.endpoints.store.list().filter(isNaming).map(endpointUser) : []),
    ...(cache.kind === 'ModelCache' ? services().filter(isNaming).map(serviceUser) : []),
    ...pods.flatMap((pod) => usersOfPod(pod, sources)),
  ]
}

/** The cache that an endpoint or a service says its model is in. */
export function namedBy({ kind, spec }: KubeObject & { readonly spec?: object }): CacheReference | undefined {
  if (spec === undefined) return undefined
  return kind === 'AIMEndpoint'
    ? cacheOfEndpoint(spec as AIMEndpoint['spec'])
    : cacheOfService(spec as InferenceService['spec'])
}

/** Whether an endpoint or a service says that its model is in the cache. */
export function namesCache(object: KubeObject, { kind, metadata }: CacheObject): boolean {
  const named = namedBy(object)
  return (
    named?.kind === kind && named.name === metadata.name && object.metadata.namespace === metadata.namespace
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
