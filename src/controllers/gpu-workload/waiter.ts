/**
 * A GPUWorkload as the queue sees it.
 * @module
 */
import type { GPUWorkload } from '../../api/warp/workload.ts'
import type { Urgency } from '../queue/priority-class.ts'
import type { Waiter } from '../queue/waiter.ts'
import { placeRequest } from './place-request.ts'
import type { BatchWish } from './wish.ts'

/** Upstream's label for nodes that costOptimized takes before all others; it knows no prices. */
const cheapNode = { 'gpu-orchestrator/cheap-node': 'true' } as const

/** Its age is the object's: whoever comes back after an attempt that failed has not lost it, but who has made room has had its turn. */
export function waiterOf(
  workload: GPUWorkload,
  wish: BatchWish,
  urgency: Urgency,
  touch: () => void,
): Waiter {
  const { metadata, spec, status = {} } = workload
  const { uid = '', namespace = '', creationTimestamp = '' } = metadata
  const { retryCount = 0, assignedNode, preemptionTime = creationTimestamp } = status
  return {
    uid,
    namespace,
    ...urgency,
    sinceMs: Date.parse(preemptionTime) || 0,
    request: placeRequest(workload, wish),
    ...(spec.priorityClassName === undefined ? {} : { priorityClassName: spec.priorityClassName }),
    ...(spec.schedulingStrategy === 'costOptimized' ? { preferred: cheapNode } : {}),
    ...(retryCount > 0 && assignedNode !== undefined ? { avoided: assignedNode } : {}),
    touch,
  }
}
