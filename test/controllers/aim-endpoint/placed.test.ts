import { describe, expect, it } from 'vitest'
import type { DeploymentChild } from '../../../src/controllers/aim-endpoint/child.ts'
import { placed, queueColumn } from '../../../src/controllers/aim-endpoint/placed.ts'
import { summarizePods } from '../../../src/controllers/aim-endpoint/pods.ts'
import type { Pod } from '../../../src/controllers/feeds/pod.ts'
import type { LinePlace } from '../../../src/controllers/queue/serving-line.ts'
import { parsePin } from '../../../src/decide/pin.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { applied, pinned } from './builders.ts'

const object = pinned('qwen')
const candidate = parsePin(object.metadata.annotations?.[annotations.pin])?.candidate
const deployment = applied(object).find(({ kind }) => kind === 'Deployment') as unknown as DeploymentChild
const room = {
  gpusNeeded: 1,
  nodes: 2,
  nodesWithRoom: 1,
  freeGPUs: 4,
  totalGPUs: 16,
  replicasWithRoom: 4,
  mostFreeOnOneNode: 4,
  holders: 3,
  freesUp: true,
}

function pending(message: string, capacity = room, line?: LinePlace) {
  const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }]
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'qwen-x' },
    spec: { containers: [] },
    status: { phase: 'Pending', conditions },
  }
  return placed({
    deployment,
    desired: 1,
    pods: summarizePods([pod]),
    candidate,
    capacity,
    ...(line && { line }),
  })
}

describe('a replica without a node', () => {
  it('is told of taints where they alone keep it off nodes with room', () => {
    const finding = pending('0/2 nodes are available: 2 node(s) had untolerated taint {amd-gpu-unhealthy: }.')
    expect(finding).toMatchObject({ status: 'False', reason: 'UntoleratedTaint' })
    expect(finding.message).toMatch(/repaired.*wait for the operator.*scheduler says: 0\/2/)
  })

  it('is told whether what holds the GPUs ends', () => {
    const words = (freesUp: boolean) =>
      pending('0/2 nodes', { ...room, nodesWithRoom: 0, mostFreeOnOneNode: 0, freesUp }).message
    expect(words(true)).toMatch(/the fullest-free node has 0; 3 workloads hold the rest$/)
    expect(words(false)).toMatch(
      /hold the rest; nothing will free up by itself, as what holds them does not end$/,
    )
  })

  it('is told its place among those that wait for the same, and who decides; alone it is in no line', () => {
    const full = { ...room, nodesWithRoom: 0, mostFreeOnOneNode: 0 }
    expect(pending('0/2 nodes', full, { place: 2, of: 3 }).message).toMatch(
      /hold the rest; 2nd of 3 that wait for MI300X, and the scheduler takes the first it finds room for$/,
    )
    expect(pending('Insufficient amd.com/gpu', room, { place: 30, of: 70 }).message).toContain(
      'among the first 50 of more than 50',
    )
    expect(pending('0/2 nodes', full, { place: 1, of: 1 }).message).toMatch(/hold the rest$/)
  })

  it('shows its place in a column while it waits for GPUs, and there too that nothing frees up', () => {
    const line = { place: 1, of: 2 }
    const column = (message: string, capacity = room) =>
      queueColumn(pending(message, capacity, line), { capacity, line })
    expect(column('Insufficient amd.com/gpu')).toBe('1st of 2')
    expect(column('0/2 nodes', { ...room, nodesWithRoom: 0, freesUp: false })).toBe(
      '1st of 2; nothing frees up',
    )
    expect(column('did not match node affinity')).toBeUndefined()
  })

  it.each([
    ['kueue.x-k8s.io/admission', { reason: 'Queued', message: 'waits for Kueue to admit its pods' }],
    [
      'example.com/licence',
      { reason: 'HeldBack', message: expect.stringContaining('gate example.com/licence') },
    ],
  ])('is not looked at by the scheduler behind the gate %s, and that is told', (gate, told) => {
    const pod: Pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'qwen-x' },
      spec: { containers: [], schedulingGates: [{ name: gate }] },
      status: {
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message: 'x' }],
      },
    }
    expect(
      placed({ deployment, desired: 1, pods: summarizePods([pod]), candidate, capacity: room }),
    ).toMatchObject({ status: 'Unknown', ...told })
  })

  it.each([
    ['NoCapacity', '0/2 nodes: 1 untolerated taint {a: b}, 1 Insufficient amd.com/gpu.', room],
    ['NoCapacity', '0/2 nodes: 2 untolerated taint {a: b}.', { ...room, nodesWithRoom: 0 }],
    ['Unschedulable', '0/2 nodes: 2 node(s) did not match Pod node affinity.', room],
  ])('is told first of room, and last what the scheduler says: %s, %s', (reason, message, capacity) => {
    expect(pending(message, capacity).reason).toBe(reason)
  })
})
