/**
 * GPUWorkloads in situations, and their Jobs and pods as the API server has them.
 * @module
 */
import { type GPUWorkload, type GPUWorkloadStatus, parseGPUWorkload } from '../../../src/api/warp/workload.ts'
import type { Pod } from '../../../src/controllers/feeds/pod.ts'
import type { JobObject } from '../../../src/controllers/gpu-workload/objects.ts'
import { planWorkload } from '../../../src/controllers/gpu-workload/plan.ts'
import type { WorkloadPlan, WorkloadSituation } from '../../../src/controllers/gpu-workload/situation.ts'
import { type BatchWish, batchWish } from '../../../src/controllers/gpu-workload/wish.ts'
import { urgencyOf } from '../../../src/controllers/queue/priority-class.ts'
import type { Grant } from '../../../src/controllers/queue/waiter.ts'
import { knowing, nodes } from '../../decide/builders.ts'

export const uid = '01234567-89ab-cdef-0123-456789abcdef'
export const context = knowing({ shapes: [nodes('MI300X', 2)], unknownNodes: 0 })
export const device = { accelerator: 'MI300X', resource: 'amd.com/gpu' }
export const start = new Date('2026-11-21T10:00:00Z')
export const grant: Grant = {
  placements: [{ node: 'n1', kind: device, count: 2, reserve: 2 }],
  expiresAt: '2026-11-21T10:02:00.000Z',
}

export function workload(
  spec: object = {},
  status?: GPUWorkloadStatus,
  metadata: Partial<GPUWorkload['metadata']> = {},
): GPUWorkload {
  const { workload, errors } = parseGPUWorkload({
    metadata: { name: 'batch', namespace: 'team', uid, generation: 1, ...metadata },
    spec: { modelName: 'Qwen/Qwen3-8B', gpuCount: 2, ...spec },
  })
  if (workload === undefined) throw new Error(JSON.stringify(errors))
  return { ...workload, ...(status === undefined ? {} : { status }) }
}

/** What it would run; it is one that can. */
export function wishOf(object: GPUWorkload): BatchWish {
  const wish = batchWish(object, context)
  if (!('candidate' in wish)) throw new Error(JSON.stringify(wish))
  return wish
}

export function plan(object: GPUWorkload, more: Partial<WorkloadSituation> = {}): WorkloadPlan {
  return planWorkload({
    object,
    now: start,
    pods: [],
    wish: (of) => batchWish(of, context),
    suits: () => true,
    urgency: ({ spec }) => urgencyOf(spec, () => undefined),
    ...more,
  })
}

export function job(
  more: { suspend?: boolean; condition?: string; labels?: Record<string, string> } = {},
): JobObject {
  const { suspend = false, condition, labels } = more
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: 'batch-job-01234567',
      namespace: 'team',
      uid: 'uid-of-job',
      ...(labels ? { labels } : {}),
    },
    spec: { suspend, template: { spec: {} } },
    status: condition
      ? { conditions: [{ type: condition, status: 'True', reason: 'Why', message: 'the backoff limit' }] }
      : {},
  }
}

export function pod(node: string | undefined, phase = 'Pending', message?: string): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'team', uid: 'uid-of-pod' },
    spec: { ...(node === undefined ? {} : { nodeName: node }), containers: [] },
    status: {
      phase,
      ...(message === undefined
        ? {}
        : { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }] }),
    },
  }
}

/** The workload with the status that a plan wrote. */
export function asWritten(
  { metadata, spec, apiVersion, kind, status }: GPUWorkload,
  { status: written }: WorkloadPlan,
): GPUWorkload {
  const now = written ?? status
  return { apiVersion, kind, metadata, spec, ...(now === undefined ? {} : { status: now }) }
}

/** A workload whose Job was let go. */
export function placed(spec: object = {}): GPUWorkload {
  const reserved = asWritten(workload(spec), plan(workload(spec), { grant }))
  return asWritten(reserved, plan(reserved, { held: device, job: job({ suspend: true }) }))
}
