/**
 * Brings one GPUWorkload to what its plan says, step by step. Every write is one that a later pass would make again.
 * @module
 */
import { isConflict, isRefusal } from '../../kube/api-error.ts'
import type { ReconcileResult } from '../../kube/controller.ts'
import type { EventRecorder } from '../../kube/events.ts'
import { isControlledBy } from '../../kube/key.ts'
import { resources } from '../../kube/resources.ts'
import type { KubeClient, KubeObject } from '../../kube/types.ts'
import { letGo } from '../../render/gpu-workload/let-go.ts'
import type { RenderedObject } from '../../render/object.ts'
import type { Pod } from '../feeds/pod.ts'
import { withoutUpstreamFinalizers } from '../finalizers.ts'
import type { CapacityQueue } from '../queue/capacity-queue.ts'
import { writeStatus } from '../write-status.ts'
import { Freshest } from './freshest.ts'
import { type GPUWorkloadObject, type JobObject, projectJob } from './objects.ts'
import { planWorkload } from './plan.ts'
import type { FailureReason, WorkloadPlan, WorkloadSituation } from './situation.ts'
import { waiterOf } from './waiter.ts'

/** Measures of `warp_gpuworkload_*`. */
export interface GPUWorkloadHooks {
  readonly onScheduled: (strategy: string) => void
  readonly onFailed: (reason: FailureReason) => void
  readonly onRetry: () => void
  readonly onReconciled: (result: 'success' | 'error', seconds: number) => void
}

/** What is known, as the watches last told it. */
export interface WorkloadView extends Pick<WorkloadSituation, 'wish' | 'suits' | 'urgency'> {
  /** The cluster is known as a whole. */
  ready(): boolean
  workload(key: string): GPUWorkloadObject | undefined
  job(namespace: string, name: string): JobObject | undefined
  /** Pods whose label names the workload. */
  pods(uid: string): readonly Pod[]
  /** Its grace, where it has to make room. */
  evictedAfterSeconds(uid: string): number | undefined
  /** What its status reserves, where it is held. */
  held(object: GPUWorkloadObject): WorkloadSituation['held']
}

export interface WorkloadReconcilerOptions {
  readonly client: KubeClient
  readonly view: WorkloadView
  readonly queue: Pick<CapacityQueue, 'join' | 'isWaiting' | 'abandon' | 'grantOf' | 'standingOf'>
  /** Somebody joined the queue. */
  readonly onJoined: () => void
  /** Looks at a workload again. */
  readonly touch: (key: string) => void
  readonly events: Pick<EventRecorder, 'record'>
  readonly hooks: GPUWorkloadHooks
  readonly now: () => Date
}

/** Whoever waits longer is told so, seconds. Until then all of a crowd that came at once are in the queue, in their order. */
const silentSeconds = 0.25

/** More steps than there are phases: a plan that never comes to rest is a fault. */
const mostSteps = 12

export function gpuWorkloadReconciler(options: WorkloadReconcilerOptions) {
  const { client, view, queue, events, hooks, now } = options
  const workloads = new Freshest<GPUWorkloadObject>()
  const jobs = new Freshest<JobObject>()

  return async (key: string): Promise<ReconcileResult> => {
    const began = performance.now()
    try {
      const result = await pass(key)
      hooks.onReconciled('success', (performance.now() - began) / 1000)
      return result
    } catch (error) {
      hooks.onReconciled('error', (performance.now() - began) / 1000)
      throw error
    }
  }

  async function pass(key: string): Promise<ReconcileResult> {
    const seen = view.workload(key)
    if (seen === undefined) return {}
    let object = await withoutUpstreamFinalizers(client, resources.gpuWorkload, workloads.of(seen))
    if (object.metadata.deletionTimestamp) {
      // somebody else's finalizer may hold it for long
      queue.abandon(object.metadata.uid ?? '')
      return {}
    }
    if (!view.ready()) return { requeueAfterSeconds: 1 }
    let job = await jobOf(object)
    let refused: string | undefined
    for (let step = 0; step < mostSteps; step++) {
      const { uid = '' } = object.metadata
      const plan = planWorkload(situationOf(object, job, refused))
      // who is given a place at once has nothing to say of waiting
      if (plan.waits && join(key, plan.waits)) return { requeueAfterSeconds: silentSeconds }
      if (plan.remove) {
        const { name, namespace, uid } = plan.remove.metadata
        await client.delete(resources.job, { name, namespace }, { uid, propagation: 'Background' })
        job = undefined
      }
      if (plan.letGo) job = await release(plan.letGo)
      if (plan.create) {
        const made = await create(plan.create, object)
        if (typeof made === 'string') refused = made
        else job = made
      }
      const told = plan.status ? await tell(object, plan) : object
      if (told === undefined) return {}
      object = told
      if (!plan.waits && plan.status && plan.status.reservation === undefined) queue.abandon(uid)
      if (!plan.again)
        return plan.afterSeconds === undefined ? {} : { requeueAfterSeconds: plan.afterSeconds }
      if (object.status?.jobName === undefined) job = undefined
    }
    throw new RangeError(`${key}: no end after ${mostSteps} steps`)
  }

  /** @returns whether it is new in the queue, where it may be given a place in a moment */
  function join(key: string, { workload, wish, urgency }: NonNullable<WorkloadPlan['waits']>): boolean {
    const { uid = '' } = workload.metadata
    const isNew = !queue.isWaiting(uid)
    queue.join(waiterOf(workload, wish, urgency, () => options.touch(key)))
    if (isNew) options.onJoined()
    return isNew
  }

  function situationOf(
    object: GPUWorkloadObject,
    job: JobObject | undefined,
    refused: string | undefined,
  ): WorkloadSituation {
    const { uid = '' } = object.metadata
    const grant = queue.grantOf(uid)
    const standing = queue.standingOf(uid)
    const evictedAfterSeconds = view.evictedAfterSeconds(uid)
    const pods = view.pods(uid)
    const held = object.status?.reservation && view.held(object)
    return {
      object,
      now: now(),
      ...(job === undefined ? {} : { job }),
      pods: pods.filter((pod) => isOf(pod, job)),
      wish: view.wish,
      suits: view.suits,
      urgency: view.urgency,
      ...(pods.some((pod) => holdsDevices(pod) && !isOf(pod, job)) ? { lingers: true } : {}),
      ...(evictedAfterSeconds === undefined ? {} : { evictedAfterSeconds }),
      ...(grant === undefined ? {} : { grant }),
      ...(held === undefined ? {} : { held }),
      ...(standing === undefined ? {} : { standing }),
      ...(refused === undefined ? {} : { refused }),
    }
  }

  /** A Job that no watch has told of may be there all the same: made a moment ago. */
  async function jobOf({ metadata, status }: GPUWorkloadObject): Promise<JobObject | undefined> {
    if (status?.jobName === undefined || status.phase === 'Succeeded' || status.phase === 'Failed')
      return undefined
    const { namespace = '' } = metadata
    const seen = view.job(namespace, status.jobName)
    const job = seen
      ? jobs.of(seen)
      : await client.get<JobObject>(resources.job, { namespace, name: status.jobName })
    return job && isControlledBy(job, metadata.uid) ? job : undefined
  }

  /** The Job as it is now, or why there is none. */
  async function create(
    wanted: RenderedObject,
    owner: GPUWorkloadObject,
  ): Promise<JobObject | string | undefined> {
    const { name, namespace } = wanted.metadata
    try {
      const made = projectJob((await client.create(resources.job, wanted)) as KubeObject as JobObject)
      jobs.note(made)
      return made
    } catch (error) {
      if (isRefusal(error)) return `Job ${name} was refused: ${error.message}`
      if (!isConflict(error)) throw error
    }
    const there = await client.get<JobObject>(resources.job, { name, namespace })
    if (there === undefined || isControlledBy(there, owner.metadata.uid)) return there
    return `Job ${name} is here already and does not belong to this workload`
  }

  async function release({ job, node }: NonNullable<WorkloadPlan['letGo']>): Promise<JobObject> {
    const { name, namespace, uid } = job.metadata
    // not for this version of it: the Job controller writes a suspended Job at the same moment
    const preconditions = uid === undefined ? {} : { uid }
    const released = await client.patch<JobObject>(
      resources.job,
      { name, namespace },
      'merge',
      letGo(job.spec.template.spec.affinity, node),
      { preconditions },
    )
    jobs.note(released)
    return released
  }

  /** The object as it is now; `undefined` where it is gone. */
  async function tell(object: GPUWorkloadObject, plan: WorkloadPlan): Promise<GPUWorkloadObject | undefined> {
    const written = await writeStatus(client, resources.gpuWorkload, object, plan.status)
    if (typeof written === 'string') return written === 'gone' ? undefined : object
    workloads.note(written.object)
    for (const event of plan.events ?? []) events.record({ regarding: object, ...event })
    for (const count of plan.counts ?? []) {
      if (count.what === 'scheduled') hooks.onScheduled(count.strategy)
      else if (count.what === 'failed') hooks.onFailed(count.reason)
      else hooks.onRetry()
    }
    return written.object
  }
}

const isOf = ({ metadata }: Pod, job: JobObject | undefined) =>
  job !== undefined && metadata.ownerReferences?.some(({ uid }) => uid === job.metadata.uid) === true

const holdsDevices = ({ spec, status }: Pod) =>
  spec.nodeName !== undefined && status?.phase !== 'Succeeded' && status?.phase !== 'Failed'
