/**
 * The kinds of plain workload whose pods can be replaced, each watched and reconciled by itself, one upgrade at a time for all.
 * @module
 */
import { keyOf } from '../../kube/key.ts'
import { resources } from '../../kube/resources.ts'
import type { StoreEvent } from '../../kube/store.ts'
import type { ResourceType } from '../../kube/types.ts'
import { annotations } from '../../vocabulary/names.ts'
import { Controller } from '../controller.ts'
import { failingWorkloadOf, workloadKey } from '../failures/failing-pods.ts'
import { createFeed, type Feed } from '../feeds/feed.ts'
import type { Feeds } from '../feeds/feeds.ts'
import { isAnnotated, projectWorkload, type WorkloadObject } from '../feeds/workload.ts'
import type { Surroundings, WatchedKind } from '../watched-kind.ts'
import { turnKey, workloadReconciler } from './reconcile.ts'
import { parseRecord, type WorkloadState } from './record.ts'
import { Turn } from './turn.ts'

export interface WorkloadControllersOptions extends Surroundings {
  /** `failing`: pods that fail, by `workloadKey`. */
  readonly pods: Feeds['pods']
  /** One came, went or changed. */
  readonly onChanged: (event: StoreEvent<WorkloadObject>) => void
}

export interface WorkloadControllers extends WatchedKind {
  /** Touches those whose last recorded state is meant. */
  wake(isMeant: (state: WorkloadState | undefined) => boolean): void
  /** Those that are annotated. */
  annotated(): readonly WorkloadObject[]
}

/** LeaderWorkerSets may not be installed: that watch is tried again for ever, and nothing waits for it. */
const types: readonly ResourceType[] = [
  resources.deployment,
  resources.statefulSet,
  resources.leaderWorkerSet,
]

interface Part {
  readonly type: ResourceType
  readonly feed: Feed<WorkloadObject, 'state'>
  readonly controller: Controller
}

const stateOf = ({ metadata }: WorkloadObject) =>
  parseRecord(metadata.annotations?.[annotations.status])?.state

export function workloadControllers(options: WorkloadControllersOptions): WorkloadControllers {
  const parts: Part[] = []
  const turn = new Turn(function* () {
    for (const { type, feed } of parts) {
      for (const object of feed.store.byIndex('state', 'Upgrading')) yield turnKey(type, keyOf(object))
    }
  })
  for (const type of types) {
    const feed = createFeed<WorkloadObject, 'state'>({
      client: options.client,
      metrics: options.metrics,
      log: options.log,
      type,
      optional: type === resources.leaderWorkerSet,
      project: projectWorkload,
      indexes: { state: (object) => [stateOf(object) ?? []].flat() },
    })
    const controller = new Controller({
      name: type.kind.toLowerCase(),
      metrics: options.metrics,
      log: options.log,
      // several at once could each take themselves for the only one to upgrade
      workers: 1,
      reconcile: workloadReconciler({
        ...options,
        type,
        turn,
        workload: (key) => feed.store.get(key),
        failingPods: (workload) => options.pods.store.byIndex('failing', workload),
      }),
    })
    feed.store.subscribe((event) => {
      const { object } = event
      options.onChanged(event)
      turn.forget(turnKey(type, keyOf(object)))
      if (isAnnotated(object)) controller.touch(keyOf(object))
    })
    parts.push({ type, feed, controller })
  }
  // that they came up again is told by the status of the workload
  options.pods.store.subscribe(({ object }) => {
    for (const failing of failingWorkloadOf(object)) {
      for (const { type, feed, controller } of parts) {
        const prefix = workloadKey(type.kind, '')
        const key = failing.slice(prefix.length)
        const found = failing.startsWith(prefix) ? feed.store.get(key) : undefined
        if (found !== undefined && isAnnotated(found)) controller.touch(key)
      }
    }
  })
  const each = (run: (part: Part) => void) => {
    for (const part of parts) run(part)
  }
  const annotated = ({ feed }: Part) => feed.store.list().filter(isAnnotated)
  return {
    start: () => each(({ feed }) => feed.start()),
    annotated: () => parts.flatMap(annotated),
    wake: (isMeant) =>
      each((part) => {
        for (const object of annotated(part))
          if (isMeant(stateOf(object))) part.controller.touch(keyOf(object))
      }),
    begin: () => each((part) => part.controller.begin(annotated(part).map(keyOf))),
    async end() {
      await Promise.all(parts.map(({ controller }) => controller.end()))
    },
    async stop() {
      await Promise.all(parts.map(({ feed }) => feed.stop()))
    },
  }
}
