/**
 * InferenceServices: what is watched of them, and the worker that brings each to what its plan says.
 * @module
 */
import type { InferenceService } from '../../api/inference/inference-service.ts'
import type { DecisionContext } from '../../decide/context.ts'
import type { EventRecorder } from '../../kube/events.ts'
import { keyOf, ownerKeys } from '../../kube/key.ts'
import { resources } from '../../kube/resources.ts'
import type { KubeClient, KubeObject } from '../../kube/types.ts'
import { findCondition } from '../../vocabulary/conditions.ts'
import { RefreshLimit } from '../aim-endpoint/refresh-limit.ts'
import { servingReconciler } from '../aim-endpoint/serving-reconciler.ts'
import { pinnedEngine } from '../aim-endpoint/written-pin.ts'
import { Controller } from '../controller.ts'
import { createFeed } from '../feeds/feed.ts'
import { type Feeds, instanceOf, serviceOfPod } from '../feeds/feeds.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { planService } from './plan.ts'

/** An InferenceService as it is watched. */
export type ServiceObject = InferenceService & KubeObject

export interface InferenceServiceControllerOptions {
  readonly client: KubeClient
  readonly metrics: Metrics
  readonly log: Log
  readonly events: Pick<EventRecorder, 'record'>
  readonly now: () => Date
  /** `undefined` until the first snapshot. */
  readonly context: () => DecisionContext | undefined
  readonly feeds: Pick<Feeds, 'pods' | 'children'>
}

export interface InferenceServiceController {
  /** Begins to watch. */
  start(): void
  /** Touches those that are meant, by whether they wait for a place. */
  wake(isMeant: (waits: boolean) => boolean): void
  /** Begins a term. */
  begin(): void
  end(): Promise<void>
  /** Stops watching. */
  stop(): Promise<void>
}

const waitsForPlace = ({ status }: ServiceObject) =>
  findCondition(status?.conditions, 'Placed')?.status !== 'True'

export function inferenceServiceController(
  options: InferenceServiceControllerOptions,
): InferenceServiceController {
  const { client, metrics, log, events, now, context, feeds } = options
  const services = createFeed<ServiceObject, 'instance'>({
    client,
    metrics,
    log,
    type: resources.inferenceService,
    optional: true,
    indexes: { instance: instanceOf },
  })
  const controller = new Controller({
    name: 'inferenceservice',
    metrics,
    log,
    workers: 8,
    reconcile: servingReconciler({
      client,
      type: resources.inferenceService,
      events,
      now,
      refreshes: new RefreshLimit(() => performance.now()),
      engineOf: pinnedEngine,
      plan: planService,
      view: {
        object: (key) => services.store.get(key),
        children: (key) => feeds.children.flatMap(({ store }) => store.byIndex('service', key)),
        pods: (service) => instanceOf(service).flatMap((key) => feeds.pods.store.byIndex('service', key)),
        context,
      },
    }),
  })

  services.store.subscribe(({ object }) => controller.touch(keyOf(object)))
  feeds.pods.store.subscribe(({ object }) => {
    for (const key of serviceOfPod(object))
      for (const service of services.store.byIndex('instance', key)) controller.touch(keyOf(service))
  })
  for (const { store } of feeds.children)
    store.subscribe(({ object }) => {
      for (const key of ownerKeys(object, resources.inferenceService)) controller.touch(key)
    })

  return {
    start: () => services.start(),
    wake(isMeant) {
      for (const service of services.store.list())
        if (isMeant(waitsForPlace(service))) controller.touch(keyOf(service))
    },
    begin: () => controller.begin(services.store.list().map(keyOf)),
    end: () => controller.end(),
    stop: () => services.stop(),
  }
}
