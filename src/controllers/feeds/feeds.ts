/**
 * Everything the controllers watch.
 * @module
 */
import type { AIMRecipe } from '../../api/aim/recipe.ts'
import { reservationLabel } from '../../inventory/reservations.ts'
import type { ResourceQuotaParts } from '../../inventory/resource-quotas.ts'
import { keyOf, ownerKeys } from '../../kube/key.ts'
import { resources } from '../../kube/resources.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../kube/types.ts'
import { endpointOwner, managedBy, serviceOwner } from '../../render/object.ts'
import { labels, labelValue } from '../../vocabulary/names.ts'
import type { Child } from '../aim-endpoint/child.ts'
import { childTypes, optionalChildTypes } from '../aim-endpoint/child-types.ts'
import type { EndpointObject } from '../aim-endpoint/reconcile.ts'
import { failingWorkloadOf } from '../failures/failing-pods.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { createFeed, type Feed } from './feed.ts'
import { type Node, projectNode } from './node.ts'
import { claimsOfPod, type Pod, projectPod } from './pod.ts'

export type RecipeObject = AIMRecipe & KubeObject

export type ResourceQuotaObject = KubeObject & ResourceQuotaParts

export interface Feeds {
  readonly nodes: Feed<Node>
  /** `instance`: pods of an endpoint, by `instanceKey`; `service`: of an InferenceService. `failing`: those that fail, by `workloadKey`. `reservation`: by the owner of the reservation they use up. `claim`: by the claims they mount. */
  readonly pods: Feed<Pod, 'instance' | 'service' | 'failing' | 'reservation' | 'claim'>
  /** `instance`: the endpoint behind a pod's labels, by `instanceKey`. */
  readonly endpoints: Feed<EndpointObject, 'instance'>
  readonly recipes: Feed<RecipeObject>
  /** Policies and the queue ask for them: nothing else waits until they are known. */
  readonly quotas: Feed<ResourceQuotaObject, 'namespace'>
  /** Volumes ask for them by name: nothing else waits until they are known. */
  readonly storageClasses: Feed<KubeObject>
  /** One feed a kind; `owner`: children of an endpoint, by its key; `service`: of an InferenceService. */
  readonly children: readonly Feed<Child, 'owner' | 'service'>[]
  /** ServiceMonitors are understood here. */
  hasMonitors(): boolean
  start(): void
  hasSynced(): boolean
  stop(): Promise<void>
}

/** Endpoints and their pods meet here: a label holds the endpoint's name as far as it fits. */
export function instanceKey(namespace: string, label: string): string {
  return `${namespace}/${label}`
}

const instanceOfPod =
  (owner: string) =>
  ({ metadata }: Pod): string[] => {
    const instance = metadata.labels?.[labels.instance]
    if (instance === undefined || metadata.labels?.[labels.owner] !== owner) return []
    return [instanceKey(metadata.namespace ?? '', instance)]
  }
const endpointOfPod = instanceOfPod(endpointOwner)

/** Index function: the InferenceService behind a pod's labels, by `instanceKey`. */
export const serviceOfPod = instanceOfPod(serviceOwner)

/** Index function: where an object meets its pods. */
export const instanceOf = ({ metadata }: KubeObject): string[] => [
  instanceKey(metadata.namespace ?? '', labelValue(metadata.name)),
]

export function createFeeds(options: { client: KubeClient; metrics: Metrics; log: Log }): Feeds {
  const nodes = createFeed<Node>({ ...options, type: resources.node, project: projectNode })
  const pods = createFeed<Pod, 'instance' | 'service' | 'failing' | 'reservation' | 'claim'>({
    ...options,
    type: resources.pod,
    project: projectPod,
    indexes: {
      reservation: ({ metadata }) => [metadata.labels?.[reservationLabel] ?? []].flat(),
      instance: endpointOfPod,
      service: serviceOfPod,
      failing: failingWorkloadOf,
      claim: claimsOfPod,
    },
  })
  const endpoints = createFeed<EndpointObject, 'instance'>({
    ...options,
    type: resources.aimEndpoint,
    indexes: { instance: instanceOf },
  })
  const recipes = createFeed<RecipeObject>({ ...options, type: resources.aimRecipe })
  const quotas = createFeed<ResourceQuotaObject, 'namespace'>({
    ...options,
    type: resources.resourceQuota,
    project: ({ apiVersion, kind, metadata, spec = {}, status }) => ({
      ...{ apiVersion, kind, metadata, spec },
      status: { used: status?.used },
    }),
    indexes: { namespace: ({ metadata }) => [metadata.namespace ?? ''] },
  })
  const storageClasses = createFeed<KubeObject>({
    ...options,
    type: resources.storageClass,
    project: ({ apiVersion, kind, metadata }) => ({ apiVersion, kind, metadata }),
  })
  const isOptional = (type: ResourceType) => optionalChildTypes.includes(type)
  const childFeeds = [...childTypes, ...optionalChildTypes].map((type) => ({
    type,
    feed: createFeed<Child, 'owner' | 'service'>({
      ...options,
      type,
      ...(isOptional(type) ? { optional: true } : {}),
      labelSelector: `${labels.managedBy}=${managedBy}`,
      indexes: {
        owner: (child) => ownerKeys(child, resources.aimEndpoint),
        service: (child) => ownerKeys(child, resources.inferenceService),
      },
    }),
  }))
  const children = childFeeds.map(({ feed }) => feed)
  const monitors = childFeeds.find(({ type }) => type === resources.serviceMonitor)?.feed
  const all = [nodes, pods, endpoints, recipes, ...children]
  return {
    nodes,
    pods,
    endpoints,
    recipes,
    quotas,
    storageClasses,
    children,
    hasMonitors: () => monitors?.isServed() ?? false,
    start: () => {
      for (const feed of [...all, quotas, storageClasses]) feed.start()
    },
    hasSynced: () => all.every((feed) => feed.hasSynced()),
    stop: async () => {
      await Promise.all([...all, quotas, storageClasses].map((feed) => feed.stop()))
    },
  }
}

/** Keys of the endpoints that a pod belongs to. */
export function endpointKeysOfPod(feeds: Pick<Feeds, 'endpoints'>, pod: Pod): string[] {
  return endpointOfPod(pod).flatMap((key) => feeds.endpoints.store.byIndex('instance', key).map(keyOf))
}

/** Pods of an endpoint. */
export function podsOfEndpoint(feeds: Pick<Feeds, 'pods'>, endpoint: EndpointObject): readonly Pod[] {
  return instanceOf(endpoint).flatMap((key) => feeds.pods.store.byIndex('instance', key))
}
