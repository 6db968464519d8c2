import { describe, expect, it } from 'vitest'
import type { DeploymentChild } from '../../../src/controllers/aim-endpoint/child.ts'
import { placed } from '../../../src/controllers/aim-endpoint/placed.ts'
import { summarizePods } from '../../../src/controllers/aim-endpoint/pods.ts'
import type { Pod } from '../../../src/controllers/feeds/pod.ts'
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

function pending(message: string, capacity = room) {
  const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }]
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'qwen-x' },
    spec: { containers: [] },
    status: { phase: 'Pending', conditions },
  }
  return placed({ deployment, desired: 1, pods: summarizePods([pod]), candidate, capacity })
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

  it.each([
    ['NoCapacity', '0/2 nodes: 1 untolerated taint {a: b}, 1 Insufficient amd.com/gpu.', room],
    ['NoCapacity', '0/2 nodes: 2 untolerated taint {a: b}.', { ...room, nodesWithRoom: 0 }],
    ['Unschedulable', '0/2 nodes: 2 node(s) did not match Pod node affinity.', room],
  ])('is told first of room, and last what the scheduler says: %s, %s', (reason, message, capacity) => {
    expect(pending(message, capacity).reason).toBe(reason)
  })
})
