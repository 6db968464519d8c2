/**
 * Who uses a cache, from the watches: pods that mount its claim, and what names it before it has pods.
 * @module
 */
import { type AIMEndpoint, cacheOf as cacheOfEndpoint } from '../../api/aim/endpoint.ts'
import { type CacheReference, parseCacheReference } from '../../api/cache/reference.ts'
import { cacheOf as cacheOfService, type InferenceService } from '../../api/inference/inference-service.ts'
import { keyOf, parseKey } from '../../kube/key.ts'
import type { KubeObject } from '../../kube/types.ts'
import { cacheOwners } from '../../render/model-cache/owner.ts'
import { annotations, labels } from '../../vocabulary/names.ts'
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
  /** Plain workloads that are annotated. */
  readonly workloads: () => readonly KubeObject[]
}

const ours: readonly string[] = cacheOwners

export function cacheUsers(cache: CacheObject, sources: UserSources): readonly CacheUser[] {
  const { feeds, services, workloads } = sources
  const isNaming = (object: KubeObject) =>
    object.metadata.deletionTimestamp === undefined && namesCache(object, cache)
  const pods = feeds.pods.store.byIndex('claim', claimKeyOf(cache)).filter(isUser)
  const naming = [
    ...(cache.kind === 'AIMCache' ? feeds.endpoints.store.list().filter(isNaming).map(endpointUser) : []),
    ...(cache.kind === 'ModelCache' ? services().filter(isNaming).map(serviceUser) : []),
    ...workloads().filter(isNaming).map(workloadUser),
  ]
  const isKnown = ({ kind, name }: CacheUser) =>
    naming.some((user) => user.kind === kind && user.name === name)
  return [
    ...naming,
    // of a pod alone nobody knows which model it reads
    ...pods.flatMap((pod) => usersOfPod(pod, sources)).filter((user) => !isKnown(user)),
  ]
}

/** Names of the nodes on which pods of users are. */
export function nodesOfUsers(cache: CacheObject, { pods }: UserSources['feeds']): ReadonlySet<string> {
  const users = pods.store.byIndex('claim', claimKeyOf(cache)).filter(isUser)
  return new Set(users.flatMap(({ spec }) => spec.nodeName ?? []))
}

/** The cache that an endpoint, a service or an annotated workload says its model is in. */
export function namedBy(object: KubeObject & { readonly spec?: object }): CacheReference | undefined {
  const { kind, metadata, spec } = object
  switch (kind) {
    case 'AIMEndpoint':
      return spec && cacheOfEndpoint(spec as AIMEndpoint['spec'])
    case 'InferenceService':
      return spec && cacheOfService(spec as InferenceService['spec'])
    default:
      return parseCacheReference(metadata.annotations?.[annotations.cache] ?? '')
  }
}

/** Whether one of them says that its model is in the cache. */
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

function workloadUser({ kind, metadata }: KubeObject): CacheUser {
  const model = metadata.annotations?.[annotations.model]
  return { kind, name: metadata.name, ...(model === undefined ? {} : { model }) }
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
