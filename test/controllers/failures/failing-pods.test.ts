import { describe, expect, it } from 'vitest'
import {
  failingWorkloadOf,
  firstFailure,
  workloadOfPod,
} from '../../../src/controllers/failures/failing-pods.ts'
import type { Pod } from '../../../src/controllers/feeds/pod.ts'

function pod(owner: string, name: string, labels: Record<string, string> = {}, message?: string): Pod {
  const end = { exitCode: 1, ...(message === undefined ? {} : { message }) }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-x`,
      namespace: 'serving',
      labels,
      ownerReferences: [{ apiVersion: 'apps/v1', kind: owner, name, uid: 'u', controller: true }],
    },
    spec: { containers: [] },
    status:
      message === undefined
        ? {}
        : { containerStatuses: [{ name: 'engine', ready: false, lastState: { terminated: end } }] },
  }
}

describe('the workload of a pod', () => {
  it.each([
    ['Deployment/serving/chat-7b', pod('ReplicaSet', 'chat-7b-5d9', { 'pod-template-hash': '5d9' })],
    ['StatefulSet/serving/chat', pod('StatefulSet', 'chat')],
    [
      'LeaderWorkerSet/serving/big',
      pod('StatefulSet', 'big-0', { 'leaderworkerset.sigs.k8s.io/name': 'big' }),
    ],
    [undefined, pod('ReplicaSet', 'bare')],
    [undefined, pod('Job', 'train')],
  ])('is %s', (workload, of) => {
    expect(workloadOfPod(of)).toBe(workload)
  })

  it('is looked up only for pods that fail, and not for those on their way out', () => {
    const failing = pod('StatefulSet', 'chat', {}, 'No available memory for the cache blocks')
    expect(failingWorkloadOf(failing)).toEqual(['StatefulSet/serving/chat'])
    expect(failingWorkloadOf(pod('StatefulSet', 'chat'))).toEqual([])
    const metadata = { ...failing.metadata, deletionTimestamp: '2026-11-21T10:00:00Z' }
    expect(failingWorkloadOf({ ...failing, metadata })).toEqual([])
  })

  it('says what its first pod by name does, whatever their order', () => {
    const pods = [
      pod('StatefulSet', 'b', {}, 'No HIP GPUs are available'),
      pod('StatefulSet', 'a', {}, 'Bus error'),
    ]
    expect(firstFailure(pods)?.reason).toBe('SharedMemory')
    expect(firstFailure(pods.toReversed())).toEqual(firstFailure(pods))
    expect(firstFailure([])).toBeUndefined()
  })
})
