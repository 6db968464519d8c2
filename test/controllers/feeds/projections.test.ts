import { describe, expect, it } from 'vitest'
import { readFailure } from '../../../src/controllers/failures/read-failure.ts'
import { type Node, projectNode } from '../../../src/controllers/feeds/node.ts'
import { type Pod, projectPod } from '../../../src/controllers/feeds/pod.ts'
import { readNode } from '../../../src/inventory/node-shape.ts'
import { holdingsOfPod } from '../../../src/inventory/pod-devices.ts'

const gpus = (count: number) => ({
  limits: { 'amd.com/gpu': String(count) },
  requests: { 'amd.com/gpu': String(count) },
})

describe('what is kept of an object', () => {
  it('of a pod is all that the inventory counts by', () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'qwen-5d9-x',
        namespace: 'serving',
        uid: 'u',
        resourceVersion: '7',
        labels: { 'pod-template-hash': '5d9' },
        annotations: { big: 'x'.repeat(1000) },
        ownerReferences: [
          { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'qwen-5d9', uid: 'r', controller: true },
        ],
      },
      spec: {
        nodeName: 'one',
        containers: [{ name: 'aim-server', image: 'big', env: [{ name: 'A' }], resources: gpus(2) }],
        initContainers: [{ name: 'sidecar', restartPolicy: 'Always', resources: gpus(1) }],
      },
      status: {
        phase: 'Running',
        conditions: [
          { type: 'PodScheduled', status: 'True' },
          { type: 'Initialized', status: 'True' },
        ],
        containerStatuses: [
          { name: 'aim-server', ready: true, state: { running: { startedAt: 'x' } }, image: 'big' },
        ],
      },
    } as unknown as Pod
    const kept = projectPod(pod)
    expect(holdingsOfPod(kept)).toEqual(holdingsOfPod(pod))
    expect(holdingsOfPod(kept)).toMatchObject([{ resource: 'amd.com/gpu', count: 3 }])
    expect(JSON.stringify(kept)).not.toContain('big')
    expect(projectPod(kept)).toEqual(kept)
  })

  it.each([
    [
      'that ended for good',
      'HostMemory',
      { ready: false, state: { terminated: { exitCode: 137, reason: 'OOMKilled' } } },
    ],
    [
      'that starts over',
      'HostMemory',
      {
        ready: false,
        started: false,
        state: { running: { startedAt: '2026-11-21T10:00:00Z' } },
        lastState: { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: '2026-11-21T09:59:00Z' } },
      },
    ],
    [
      'that has come up since',
      undefined,
      { ready: false, started: true, lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } },
    ],
  ])('of a container %s is all that its failure is read from', (_what, reason, status) => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'qwen', namespace: 'serving' },
      spec: { nodeName: 'one', containers: [] },
      status: { phase: 'Running', containerStatuses: [{ name: 'aim-server', ...status }] },
    } as unknown as Pod
    expect(readFailure(projectPod(pod))).toEqual(readFailure(pod))
    expect(readFailure(pod)?.reason).toBe(reason)
  })

  it('of a pod of an InferenceService is also when its engine started and answered, of others not', () => {
    const served = (owner: string) =>
      projectPod({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'qwen', labels: { 'fitgate.dev/owner': owner } },
        spec: { containers: [] },
        status: {
          conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-11-21T10:01:00Z' }],
          containerStatuses: [
            { name: 'aim-server', ready: true, state: { running: { startedAt: '2026-11-21T10:00:00Z' } } },
          ],
        },
      }).status
    expect(served('inferenceservice')).toMatchObject({
      conditions: [{ lastTransitionTime: '2026-11-21T10:01:00Z' }],
      containerStatuses: [{ state: { running: { startedAt: '2026-11-21T10:00:00Z' } } }],
    })
    expect(JSON.stringify(served('aimendpoint'))).not.toContain('2026')
  })

  it('of a node is all that its shape follows from', () => {
    const amounts = { 'amd.com/gpu': '8', cpu: '96' }
    const node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: 'one',
        resourceVersion: '7',
        labels: { 'amd.com/gpu.device-id': '74a1', 'amd.com/gpu.vram': '192G' },
        annotations: { big: 'x' },
      },
      spec: { taints: [{ key: 'a', effect: 'NoSchedule' }], podCIDR: 'big' },
      status: {
        capacity: amounts,
        allocatable: { ...amounts, 'amd.com/gpu': '7' },
        conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime: 'big' }],
        images: ['big'],
      },
    } as unknown as Node
    const kept = projectNode(node)
    expect(readNode(kept)).toEqual(readNode(node))
    expect(readNode(kept).devices).toHaveLength(1)
    expect(JSON.stringify(kept)).not.toContain('big')
    const leaving = { ...node, metadata: { ...node.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }
    expect(readNode(projectNode(leaving))).toEqual(readNode(leaving))
    expect(readNode(projectNode(leaving)).schedulable).toBe(false)
  })
})
