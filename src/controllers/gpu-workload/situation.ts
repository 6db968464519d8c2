/**
 * All that a plan for a GPUWorkload may know, and all that it may want done.
 * @module
 */
import type { GPUWorkload, GPUWorkloadStatus } from '../../api/warp/workload.ts'
import type { DeviceKind } from '../../decide/place/shelf.ts'
import type { RenderedObject } from '../../render/object.ts'
import type { EventNote } from '../aim-endpoint/event-notes.ts'
import type { Pod } from '../feeds/pod.ts'
import type { Urgency } from '../queue/priority-class.ts'
import type { Standing } from '../queue/standing.ts'
import type { Grant } from '../queue/waiter.ts'
import type { JobObject } from './objects.ts'
import type { BatchWish, WishAnswer } from './wish.ts'

export interface WorkloadSituation {
  readonly object: GPUWorkload
  readonly now: Date
  /** The Job of the attempt that `status.jobName` names. */
  readonly job?: JobObject
  /** Pods of that Job. */
  readonly pods: readonly Pod[]
  /** Worked out when asked for. */
  readonly wish: (workload: GPUWorkload) => WishAnswer
  /** Whether a node, idle, could take it; `false` is certain. */
  readonly suits: (workload: GPUWorkload, wish: BatchWish) => boolean
  /** `undefined` where the PriorityClass it names does not exist. */
  readonly urgency: (workload: GPUWorkload) => Urgency | undefined
  /** What the queue gave it. */
  readonly grant?: Grant
  /** What its status reserves is held in the inventory: the kind of device it is. */
  readonly held?: DeviceKind
  /** Where it stands in the queue, once it does. */
  readonly standing?: Standing
  /** It has to make room, so many seconds after it was told. */
  readonly evictedAfterSeconds?: number
  /** Pods of an attempt before are on their way out, and still hold their devices. */
  readonly lingers?: true
  /** Set when making the Job met a refusal. */
  readonly refused?: string
}

/** Words of `warp_gpuworkload_failed_total`; the first two are upstream's. */
export type FailureReason =
  | 'no_suitable_node'
  | 'job_creation_failed'
  | 'bind_deadline'
  | 'job_failed'
  | 'job_lost'
  | 'does_not_fit'

export interface WorkloadPlan {
  /** Removed first. */
  readonly remove?: JobObject
  /** Made before the status says so. */
  readonly create?: RenderedObject
  /** Narrowed to this node and let go before the status says so. */
  readonly letGo?: { readonly job: JobObject; readonly node: string }
  /** Absent: nothing new to say. */
  readonly status?: GPUWorkloadStatus
  readonly events?: readonly EventNote[]
  /** To be counted when the status was written. */
  readonly counts?: readonly (
    | { readonly what: 'scheduled'; readonly strategy: string }
    | { readonly what: 'failed'; readonly reason: FailureReason }
    | { readonly what: 'retry' }
  )[]
  /** It waits in the queue for devices. */
  readonly waits?: {
    readonly workload: GPUWorkload
    readonly wish: BatchWish
    readonly urgency: Urgency
  }
  /** Another step follows at once. */
  readonly again?: true
  readonly afterSeconds?: number
}
