import { describe, expect, it } from 'vitest'
import { letPodGo, placementGate } from '../../src/render/group-let-go.ts'

const required = (nodeSelectorTerms: readonly Readonly<Record<string, unknown>>[]) => ({
  nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
})
const onNode = { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a'] }] }

describe('the patch that lets a pod of a group go', () => {
  it('names the node in every term, so that what was demanded still is', () => {
    const terms = [{ matchExpressions: [{ key: 'x', operator: 'Exists' }] }, { matchExpressions: [] }]
    expect(letPodGo({ affinity: required(terms), gates: [placementGate] }, 'a', 'r')).toEqual({
      metadata: { labels: { 'fitgate.dev/reservation': 'r' } },
      spec: { affinity: required(terms.map((term) => ({ ...term, ...onNode }))), schedulingGates: [] },
    })
    expect(letPodGo({ gates: [placementGate] }, 'a', 'r')).toMatchObject({
      spec: { affinity: required([onNode]) },
    })
  })

  it('lifts one gate and leaves those of others', () => {
    const patch = letPodGo({ gates: ['other', placementGate] }, 'a', 'r')
    expect(patch).toMatchObject({ spec: { schedulingGates: [{ name: 'other' }] } })
  })
})
