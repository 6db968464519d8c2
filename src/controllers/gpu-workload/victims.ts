/**
 * GPUWorkloads that could make room for others.
 * @module
 */
import { deviceRequests } from '../../inventory/pod-devices.ts'
import type { ReservedDevices } from '../../inventory/reservations.ts'
import { keyOf } from '../../kube/key.ts'
import { kueueOf } from '../../render/kueue.ts'
import type { Pod } from '../feeds/pod.ts'
import type { Victim } from '../queue/preemption.ts'
import type { Urgency } from '../queue/priority-class.ts'
import type { GPUWorkloadObject } from './objects.ts'

export interface VictimView {
  readonly workload: (uid: string) => GPUWorkloadObject | undefined
  /** Pods whose label names the workload. */
  readonly pods: (uid: string) => readonly Pod[]
  /** What is reserved for it beside its pod. */
  readonly reserved: (uid: string) => ReservedDevices | undefined
  readonly urgency: (workload: GPUWorkloadObject) => Urgency | undefined
  readonly touch: (key: string) => void
}

/** @param uids of those that have live pods */
export function victimsOf(uids: Iterable<string>, view: VictimView): Victim[] {
  return [...uids].flatMap((uid) => {
    const workload = view.workload(uid)
    const devices = view.reserved(uid) ?? view.pods(uid).flatMap(boundDevices)[0]
    if (workload === undefined || devices === undefined) return []
    // Kueue takes down what it queues by rules of its own
    if (kueueOf(workload.metadata) !== undefined) return []
    const { phase, lastScheduleTime = '' } = workload.status ?? {}
    return {
      uid,
      // a class that was deleted meanwhile protects from nothing
      priority: view.urgency(workload)?.priority ?? 0,
      placedAtMs: Date.parse(lastScheduleTime) || 0,
      devices,
      isGoing:
        (phase !== 'Scheduled' && phase !== 'Running') || workload.metadata.deletionTimestamp !== undefined,
      touch: () => view.touch(keyOf(workload)),
    }
  })
}

function boundDevices(pod: Pod): ReservedDevices[] {
  const { nodeName: node } = pod.spec
  if (node === undefined || pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') return []
  return [...deviceRequests(pod)].map(([resource, count]) => ({ node, resource, count }))
}
