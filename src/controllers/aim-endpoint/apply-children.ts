/**
 * Carries a plan of children out: removes, hands over, applies what differs. Stops at the first thing that stands in the way.
 * @module
 */
import { ApiError, isRefusal } from '../../kube/api-error.ts'
import { applyIfChanged } from '../../kube/apply.ts'
import type { ReconcileResult } from '../../kube/controller.ts'
import { createUnlessThere } from '../../kube/create-unless-there.ts'
import { refOf } from '../../kube/key.ts'
import { resources } from '../../kube/resources.ts'
import type { KubeClient, KubeObject } from '../../kube/types.ts'
import { belonging } from './belonging.ts'
import type { Child } from './child.ts'
import { childType } from './child-types.ts'
import type { ChildrenPlan } from './children.ts'
import type { Refusal } from './serving.ts'

export interface AppliedChildren {
  /** The children as they are now. */
  readonly live: readonly Child[]
  /** Something was written. */
  readonly changed: boolean
  /** Something was made that was not there: its watch will tell of it. */
  readonly created: boolean
  readonly refused?: Refusal
  /** An object in the way is being deleted: look again soon. */
  readonly inTheWay: boolean
}

/** Seconds until an object that is in the way is looked at again; its deletion is usually told of sooner. */
const inTheWaySeconds = 2

/** Seconds until a refused child is tried again, in case what refused it was changed. */
const refusedSeconds = 60

/** Seconds until a LeaderWorkerSet is tried again whose machinery was away. */
const unavailableSeconds = 15

/** When to look again, where something stood in the way. */
export function againAfter({ refused, inTheWay }: AppliedChildren): ReconcileResult {
  if (refused?.reason === 'LeaderWorkerSetUnavailable') return { requeueAfterSeconds: unavailableSeconds }
  if (refused) return { requeueAfterSeconds: refusedSeconds }
  return inTheWay ? { requeueAfterSeconds: inTheWaySeconds } : {}
}

interface Scale extends KubeObject {
  readonly spec: { readonly replicas: number }
}

export async function applyChildren(
  client: KubeClient,
  endpoint: KubeObject,
  plan: ChildrenPlan,
  known: readonly Child[],
): Promise<AppliedChildren> {
  const live = new Map(known.map((child) => [`${child.kind}/${child.metadata.name}`, child]))
  let changed = false
  let created = false
  const result = (more: Partial<AppliedChildren> = {}): AppliedChildren => ({
    live: [...live.values()],
    changed: changed || created,
    created,
    inTheWay: false,
    ...more,
  })

  for (const child of plan.remove) {
    if (belonging(child, endpoint) !== 'own' || child.metadata.deletionTimestamp) continue
    await client.delete(childType(child.kind), refOf(child), { uid: child.metadata.uid })
    live.delete(`${child.kind}/${child.metadata.name}`)
    changed = true
  }
  if (plan.handOver) await handOver(client, endpoint, plan.handOver)

  for (const wanted of plan.apply) {
    const key = `${wanted.kind}/${wanted.metadata.name}`
    const type = childType(wanted.kind)
    try {
      let there = live.get(key)
      if (there === undefined) {
        // One that no watch has told of may be there all the same: made a moment ago, or somebody else's.
        const made = await createUnlessThere(client, type, wanted)
        there = made.object
        if (made.changed) {
          live.set(key, there)
          created = true
          continue
        }
      }
      const whose = belonging(there, endpoint)
      if (whose === 'foreign') return result({ refused: nameTaken(wanted, endpoint) })
      live.set(key, there)
      if (whose === 'leftover' || there.metadata.deletionTimestamp) return result({ inTheWay: true })
      const applied = await applyIfChanged(client, type, wanted, there)
      live.set(key, applied.object)
      changed ||= applied.changed
    } catch (error) {
      if (wanted.kind === 'LeaderWorkerSet' && isUnavailable(error))
        return result({ refused: unavailable(error) })
      if (!isRefusal(error)) throw error
      const message = `${wanted.kind} ${wanted.metadata.name} was refused: ${error.message}`
      return result({ refused: { reason: 'ChildRefused', message } })
    }
  }
  return result()
}

/** The definition is not there, or its webhook does not answer. */
const isUnavailable = (error: unknown): error is ApiError =>
  error instanceof ApiError &&
  (error.code === 404 || (error.code >= 500 && error.message.includes('webhook')))

function unavailable({ code, message }: ApiError): Refusal {
  const what =
    code === 404
      ? 'LeaderWorkerSet is not installed in this cluster, and replicas on several nodes need it: install it, or set spec.distributed.enabled to false'
      : `the webhook of LeaderWorkerSet does not answer: see whether its controller runs (namespace lws-system); ${message}`
  return { reason: 'LeaderWorkerSetUnavailable', message: `${what}. It is tried again` }
}

function nameTaken({ kind, metadata }: Child, owner: KubeObject): Refusal {
  const whose = owner.kind === resources.aimEndpoint.kind ? 'endpoint' : owner.kind
  return {
    reason: 'NameTaken',
    message: `${kind} ${metadata.name} is here already and does not belong to this ${whose}; rename one of the two`,
  }
}

/**
 * A field that its only owner stops applying falls back to its default, which for replicas is 1. So before what makes the pods is applied
 * without them, they are applied at their present value through the scale subresource, which is an owner of its own; the
 * autoscaler takes them from there.
 */
async function handOver(
  client: KubeClient,
  { metadata }: KubeObject,
  { kind, name, replicas }: NonNullable<ChildrenPlan['handOver']>,
): Promise<void> {
  const scale: Scale = {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name, namespace: metadata.namespace },
    spec: { replicas },
  }
  await client.apply(childType(kind), scale, { subresource: 'scale' })
}
