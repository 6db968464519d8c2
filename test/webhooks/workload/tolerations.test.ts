import { describe, expect, it } from 'vitest'
import { annotations } from '../../../src/vocabulary/names.ts'
import { mutateWorkload } from '../../../webhooks/workload.ts'
import { context, type TestObject } from '../builders.ts'
import { created, creating, deployment, type Fields, model, podOf } from './builders.ts'

const given = context()
const gpuNodes = { key: 'amd.com/gpu', operator: 'Exists', effect: 'NoSchedule' }
const given300 = ['not-ready', 'unreachable'].map((condition) => ({
  key: `node.kubernetes.io/${condition}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}))

const pod = (tolerations: readonly Fields[]): TestObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: '', namespace: 'default', annotations: { [annotations.model]: model } },
  spec: { containers: [{ name: 'engine' }], tolerations },
})

describe('tolerations', () => {
  it('of a bare pod are those that every pod is given and ours, also when it is looked at again', () => {
    const once = created(pod(given300), given)
    expect(podOf(once).tolerations).toEqual([...given300, gpuNodes])
    expect(mutateWorkload(creating(once), given).operations ?? []).toEqual([])
  })

  it('that somebody wrote are left alone, also where they are about the same taints', () => {
    const short = given300.map((one) => ({ ...one, tolerationSeconds: 30 }))
    expect(podOf(created(pod(short), given)).tolerations).toEqual(short)
    for (const tolerations of [short, given300])
      expect(podOf(created(deployment({ pod: { tolerations } }), given)).tolerations).toEqual(tolerations)
  })
})
