import { describe, expect, it } from 'vitest'
import type { Pod } from '../../../src/controllers/feeds/pod.ts'
import type { GPUWorkloadObject } from '../../../src/controllers/gpu-workload/objects.ts'
import { victimsOf } from '../../../src/controllers/gpu-workload/victims.ts'
import { urgencyOf } from '../../../src/controllers/queue/priority-class.ts'
import { pod, workload } from './builders.ts'

const resource = 'amd.com/gpu'
const placedAt = '2026-11-21T10:00:00.000Z'

function victims(object: GPUWorkloadObject, pods: readonly Pod[], reserved?: number) {
  return victimsOf(['u'], {
    workload: () => object,
    pods: () => pods,
    reserved: () => (reserved === undefined ? undefined : { node: 'n1', resource, count: reserved }),
    urgency: ({ spec }) => urgencyOf(spec, () => undefined),
    touch: () => {},
  })
}

const holding = (node: string | undefined, phase = 'Running'): Pod => ({
  ...pod(node, phase),
  spec: {
    ...(node === undefined ? {} : { nodeName: node }),
    containers: [{ name: 'workload', resources: { requests: { [resource]: '2' } } }],
  },
})
const object = (phase: 'Running' | 'Pending', metadata: object = {}) =>
  workload({ priority: 'low' }, { phase, lastScheduleTime: placedAt }, metadata)

describe('a GPUWorkload that could make room', () => {
  it('is one that holds devices, by its pod or kept beside it', () => {
    const found = { priority: -100, placedAtMs: Date.parse(placedAt), isGoing: false }
    expect(victims(object('Running'), [holding('n1')])).toMatchObject([
      { ...found, devices: { node: 'n1', resource, count: 2 } },
    ])
    expect(victims(object('Running'), [holding('n1')], 8)).toMatchObject([
      { ...found, devices: { count: 8 } },
    ])
    expect(victims(object('Running'), [holding(undefined, 'Pending')])).toEqual([])
    expect(victims(object('Running'), [holding('n1', 'Succeeded')])).toEqual([])
  })

  it('is on its way out when its Job is gone and its pod is not', () => {
    expect(victims(object('Pending'), [holding('n1')])).toMatchObject([{ isGoing: true }])
    const deletionTimestamp = placedAt
    expect(victims(object('Running', { deletionTimestamp }), [holding('n1')])).toMatchObject([
      { isGoing: true },
    ])
  })

  it('is none that Kueue queues', () => {
    const labels = { 'kueue.x-k8s.io/queue-name': 'team' }
    expect(victims(object('Running', { labels }), [holding('n1')])).toEqual([])
  })
})
