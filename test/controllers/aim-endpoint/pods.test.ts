import { describe, expect, it } from 'vitest'
import { summarizePods } from '../../../src/controllers/aim-endpoint/pods.ts'
import type { ContainerStatus, Pod } from '../../../src/controllers/feeds/pod.ts'

function pod(name: string, status: Partial<NonNullable<Pod['status']>> = {}, nodeName?: string): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'serving' },
    spec: { containers: [], ...(nodeName === undefined ? {} : { nodeName }) },
    status,
  }
}

const waiting = (reason: string, message?: string): Partial<ContainerStatus> => ({
  state: { waiting: { reason, ...(message === undefined ? {} : { message }) } },
})
const container = (status: Partial<ContainerStatus>) => ({
  containerStatuses: [{ name: 'aim-server', ready: false, ...status }],
})
const crashing = (terminated: NonNullable<ContainerStatus['lastState']>['terminated']) =>
  container({ ...waiting('CrashLoopBackOff'), lastState: { terminated } })

describe('the pods of an endpoint, in a few words', () => {
  it('counts those with a node, and leaves out the finished and the deleted', () => {
    const deleted = pod('d', {}, 'node')
    const pods = [
      pod('a', {}, 'node'),
      pod('b', { conditions: [{ type: 'PodScheduled', status: 'False', message: 'no room' }] }),
      pod('c', { phase: 'Failed' }, 'node'),
      { ...deleted, metadata: { ...deleted.metadata, deletionTimestamp: '2026-11-21T10:00:00Z' } },
    ]
    expect(summarizePods(pods)).toEqual({ pods: 2, scheduled: 1, unschedulable: 'no room' })
  })

  it.each([
    [
      'an image that cannot be pulled',
      container(waiting('ImagePullBackOff', 'not found')),
      'ImagePull',
      /pulled: not found/,
    ],
    [
      'a Secret that is not there',
      container(waiting('CreateContainerConfigError', 'secret "hub" not found')),
      'ContainerConfig',
      /hub/,
    ],
    [
      'an engine that fails',
      crashing({ exitCode: 1, message: 'ValueError: 40 heads' }),
      'EngineCrashing',
      /exit code 1.*40 heads/,
    ],
    [
      'an engine without memory',
      crashing({ exitCode: 137, reason: 'OOMKilled' }),
      'HostMemory',
      /host memory/,
    ],
  ])('names %s', (_what, status, reason, words) => {
    const { trouble } = summarizePods([pod('a', status, 'node')])
    expect(trouble?.reason).toBe(reason)
    expect(trouble?.message).toMatch(words)
  })

  it('says the same whatever the order of the pods', () => {
    const pods = [
      pod('b', container(waiting('ErrImagePull', 'one')), 'n'),
      pod('a', container(waiting('ErrImagePull', 'other')), 'n'),
    ]
    expect(summarizePods(pods)).toEqual(summarizePods(pods.toReversed()))
  })

  it('keeps the end of a long last word, where the reason is', () => {
    const message = `${'x'.repeat(5000)} the reason`
    const words = summarizePods([pod('a', crashing({ exitCode: 1, message }), 'n')]).trouble?.message ?? ''
    expect(words.endsWith('the reason')).toBe(true)
    expect(words.length).toBeLessThan(800)
  })

  it('tells of a pod that its node refused only while none of its successors has a node', () => {
    const refused = pod('a', {
      phase: 'Failed',
      reason: 'UnexpectedAdmissionError',
      message:
        'Allocate failed due to no healthy devices present; cannot allocate unhealthy devices amd.com/gpu',
    })
    expect(summarizePods([refused, pod('b')])).toMatchObject({
      pods: 1,
      trouble: { reason: 'DeviceUnavailable' },
    })
    expect(summarizePods([refused, pod('b', {}, 'node')]).trouble).toBeUndefined()
  })

  it('keeps taints apart from what ails a pod', () => {
    const message = '0/1 nodes are available: 1 node(s) had untolerated taint {amd-gpu-unhealthy: }.'
    const summary = summarizePods([
      pod('a', { conditions: [{ type: 'PodScheduled', status: 'False', message }] }),
    ])
    expect(summary).toMatchObject({ unschedulable: message, barred: { reason: 'UntoleratedTaint' } })
    expect(summary.trouble).toBeUndefined()
  })
})
