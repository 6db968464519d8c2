/**
 * Brings one endpoint to what its plan says. Every write is one that a later pass would make again, so it may end after any of them.
 * @module
 */
import type { AIMEndpoint } from '../../api/aim/endpoint.ts'
import type { DecisionContext } from '../../decide/context.ts'
import type { ReconcileResult } from '../../kube/controller.ts'
import type { EventRecorder } from '../../kube/events.ts'
import { resources } from '../../kube/resources.ts'
import type { KubeClient, KubeObject } from '../../kube/types.ts'
import type { Pod } from '../feeds/pod.ts'
import { withoutUpstreamFinalizers } from '../finalizers.ts'
import { mergePatch } from '../merge-patch.ts'
import { againAfter, applyChildren } from './apply-children.ts'
import { belonging } from './belonging.ts'
import type { Child } from './child.ts'
import { type EndpointSituation, planEndpoint } from './plan.ts'
import { summarizePods } from './pods.ts'
import type { RefreshLimit } from './refresh-limit.ts'
import { pinnedEngine, writePin } from './written-pin.ts'

/** An AIMEndpoint as it is watched. */
export type EndpointObject = AIMEndpoint & KubeObject

/** What is known, as the watches last told it. */
export interface EndpointView {
  endpoint(key: string): EndpointObject | undefined
  children(key: string): readonly Child[]
  pods(endpoint: EndpointObject): readonly Pod[]
  /** `undefined` until the first snapshot. */
  context(): DecisionContext | undefined
}

export interface EndpointReconcilerOptions {
  readonly client: KubeClient
  readonly view: EndpointView
  readonly events: Pick<EventRecorder, 'record'>
  readonly refreshes: RefreshLimit
  readonly now: () => Date
}

export function endpointReconciler(options: EndpointReconcilerOptions) {
  const { client, view, events, refreshes, now } = options

  return async (key: string): Promise<ReconcileResult> => {
    const seen = view.endpoint(key)
    if (seen === undefined) {
      refreshes.forget(key)
      return {}
    }
    let object = await withoutUpstreamFinalizers(client, resources.aimEndpoint, seen)
    if (object.metadata.deletionTimestamp) return {}
    // The first snapshot touches every key.
    const context = view.context()
    if (context === undefined) return {}

    // What a namesake left behind is in the way, not ours to show.
    const own = (children: readonly Child[]) => children.filter((child) => belonging(child, object) === 'own')
    const situation = (more: Partial<EndpointSituation> = {}): EndpointSituation => ({
      object,
      context,
      live: own(view.children(key)),
      pods: summarizePods(
        view.pods(object),
        object.spec?.image === undefined ? pinnedEngine(object) : undefined,
      ),
      now: now().toISOString(),
      mayRefresh: refreshes.allows(key),
      ...more,
    })
    let plan = planEndpoint(situation())
    if (plan.pin !== undefined) object = await writePin(client, resources.aimEndpoint, object, plan.pin)

    let result: ReconcileResult = {}
    if (plan.children) {
      const applied = await applyChildren(client, object, plan.children, view.children(key))
      // The status speaks of what is there after these writes, not before them.
      const { refused } = applied
      if (applied.changed || refused)
        plan = planEndpoint(situation({ live: own(applied.live), ...(refused ? { refused } : {}) }))
      result = againAfter(applied)
    }

    const status = mergePatch(object.status ?? {}, plan.status)
    if (status !== undefined) {
      const { name, namespace, resourceVersion } = object.metadata
      const patch = { metadata: { resourceVersion }, status }
      await client.patch(resources.aimEndpoint, { name, namespace }, 'merge', patch, {
        subresource: 'status',
      })
      if (plan.words === 'refreshed') refreshes.written(key)
      for (const event of plan.events) events.record({ regarding: object, ...event })
    }
    if (plan.words === 'heldBack' && result.requeueAfterSeconds === undefined)
      result = { requeueAfterSeconds: refreshes.secondsLeft(key) }
    return result
  }
}
