/**
 * Brings one object that serves to what its plan says, whatever its kind. Every write is one that a later pass would make again, so it
 * may end after any of them.
 * @module
 */
import type { DecisionContext } from '../../decide/context.ts'
import type { Engine } from '../../engines/settings.ts'
import type { ReconcileResult } from '../../kube/controller.ts'
import type { EventRecorder } from '../../kube/events.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../kube/types.ts'
import type { Pod } from '../feeds/pod.ts'
import { withoutUpstreamFinalizers } from '../finalizers.ts'
import { writeStatus } from '../write-status.ts'
import { againAfter, applyChildren } from './apply-children.ts'
import { belonging } from './belonging.ts'
import type { Child } from './child.ts'
import type { ChildrenPlan } from './children.ts'
import type { EventNote } from './event-notes.ts'
import type { PodSummary } from './pods.ts'
import { summarizePods } from './pods.ts'
import type { RefreshLimit } from './refresh-limit.ts'
import type { Refusal } from './serving.ts'
import type { Told } from './tell.ts'
import { writePin } from './written-pin.ts'

export type ServingObject = KubeObject & { readonly status?: object }

/** What is known, as the watches last told it. */
export interface ServingView<T extends ServingObject> {
  object(key: string): T | undefined
  children(key: string): readonly Child[]
  pods(object: T): readonly Pod[]
  /** `undefined` until the first snapshot. */
  context(): DecisionContext | undefined
}

/** All that a plan may know. */
export interface ServingSituation<T> {
  /** As the API server has it. */
  readonly object: T
  readonly context: DecisionContext
  /** The object's own children. */
  readonly live: readonly Child[]
  readonly pods: PodSummary
  /** Set when applying the plan met a refusal. */
  readonly refused?: Refusal
  /** RFC 3339. */
  readonly now: string
  /** Whether words that move with every pod may be written anew. */
  readonly mayRefresh: boolean
}

export interface ServingPlan {
  /** Text of the pin annotation to write first. */
  readonly pin?: string
  /** Absent where nothing may be made or changed: the children of an earlier plan are left alone. */
  readonly children?: ChildrenPlan
  readonly status: object
  readonly events: readonly EventNote[]
  readonly words: Told['words']
}

export interface ServingOptions<T extends ServingObject, Plan extends ServingPlan> {
  readonly client: KubeClient
  readonly type: ResourceType
  readonly view: ServingView<T>
  readonly events: Pick<EventRecorder, 'record'>
  readonly refreshes: RefreshLimit
  readonly now: () => Date
  /** What runs in its pods, where that is certain. */
  readonly engineOf: (object: T) => Engine | undefined
  readonly plan: (situation: ServingSituation<T>) => Plan
  /** The status must be written before anything is made: that ends the pass, and the watch begins the next. Default: never. */
  readonly isStatusFirst?: (plan: Plan) => boolean
  /** What is done to pods, after the children. */
  readonly withPods?: (object: T, plan: Plan) => Promise<ReconcileResult>
}

export function servingReconciler<T extends ServingObject, Plan extends ServingPlan>(
  options: ServingOptions<T, Plan>,
) {
  const { client, type, view, events, refreshes, now, isStatusFirst = () => false } = options

  return async (key: string): Promise<ReconcileResult> => {
    const seen = view.object(key)
    if (seen === undefined) {
      refreshes.forget(key)
      return {}
    }
    let object = await withoutUpstreamFinalizers(client, type, seen)
    if (object.metadata.deletionTimestamp) return {}
    // The first snapshot touches every key.
    const context = view.context()
    if (context === undefined) return {}

    // What a namesake left behind is in the way, not ours to show.
    const own = (children: readonly Child[]) => children.filter((child) => belonging(child, object) === 'own')
    const planWith = (live: readonly Child[], refused?: Refusal) =>
      options.plan({
        object,
        context,
        live: own(live),
        pods: summarizePods(view.pods(object), options.engineOf(object)),
        now: now().toISOString(),
        mayRefresh: refreshes.allows(key),
        ...(refused === undefined ? {} : { refused }),
      })
    let plan = planWith(view.children(key))
    if (plan.pin !== undefined) object = await writePin(client, type, object, plan.pin)
    if (isStatusFirst(plan)) {
      await tell(key, object, plan)
      return {}
    }

    const results: ReconcileResult[] = []
    let isBegun = false
    if (plan.children) {
      const applied = await applyChildren(client, object, plan.children, view.children(key))
      isBegun = applied.created && !applied.refused && object.status === undefined
      // The status speaks of what is there after these writes, not before them.
      if (!isBegun && (applied.changed || applied.refused)) plan = planWith(applied.live, applied.refused)
      results.push(againAfter(applied))
    }
    if (options.withPods) results.push(await options.withPods(object, plan))
    // The first word on an object waits for the pass that the watch of its new children begins: of a thousand, all have theirs before the
    // first is told of, and by then there is more to tell.
    if (isBegun) return soonest(results)
    await tell(key, object, plan)
    if (plan.words === 'heldBack') results.push({ requeueAfterSeconds: refreshes.secondsLeft(key) })
    return soonest(results)
  }

  async function tell(key: string, object: T, plan: Plan): Promise<void> {
    const written = await writeStatus(client, type, object, plan.status)
    if (typeof written === 'string') return
    if (plan.words === 'refreshed') refreshes.written(key)
    for (const event of plan.events) events.record({ regarding: object, ...event })
  }
}

function soonest(results: readonly ReconcileResult[]): ReconcileResult {
  const waits = results.flatMap(({ requeueAfterSeconds }) => requeueAfterSeconds ?? [])
  return waits.length === 0 ? {} : { requeueAfterSeconds: Math.min(...waits) }
}
