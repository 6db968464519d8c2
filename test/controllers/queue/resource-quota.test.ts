import { describe, expect, it } from 'vitest'
import { gpuQuotas, projectQuota } from '../../../src/controllers/queue/resource-quota.ts'

const quota = (spec: object) => ({
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'gpus', namespace: 'team', uid: 'u', resourceVersion: '1' },
  spec,
  status: { used: { 'requests.amd.com/gpu': '3', pods: '7' } },
})

const hard = { 'requests.amd.com/gpu': '8', 'requests.amd.com/cpx_nps4': '16', pods: '50', 'limits.cpu': '4' }

describe('a ResourceQuota', () => {
  it('is read as far as it speaks of GPUs', () => {
    expect(gpuQuotas(projectQuota(quota({ hard })))).toEqual([
      { resource: 'amd.com/gpu', hard: 8, used: 3 },
      { resource: 'amd.com/cpx_nps4', hard: 16, used: 0 },
    ])
  })

  it('with scopes is left to the API server', () => {
    const scopeSelector = { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'Exists' }] }
    for (const scoped of [
      { hard, scopes: ['NotTerminating'] },
      { hard, scopeSelector },
    ])
      expect(gpuQuotas(projectQuota(quota(scoped)))).toEqual([])
  })
})
