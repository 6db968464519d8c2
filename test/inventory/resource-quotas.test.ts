import { describe, expect, it } from 'vitest'
import { gpuQuotas, resourceQuotasOf, withResourceQuotas } from '../../src/inventory/resource-quotas.ts'

const quota = (namespace: string, hard: Record<string, string>, more: object = {}) => ({
  metadata: { namespace },
  spec: { hard, ...more },
})

it('takes the least of a namespace for each kind of GPU', () => {
  expect(
    resourceQuotasOf([
      quota('b', { 'requests.amd.com/gpu': '16', 'requests.amd.com/cpx_nps4': '64', pods: '10' }),
      quota('b', { 'requests.amd.com/gpu': '8', 'requests.cpu': '4' }),
      quota('a', { 'requests.amd.com/gpu': '0' }),
    ]),
  ).toEqual({ a: { 'amd.com/gpu': 0 }, b: { 'amd.com/gpu': 8, 'amd.com/cpx_nps4': 64 } })
})

it('says nothing of other resources, nor of quotas that are about some pods only', () => {
  const some = [
    quota('a', { 'amd.com/gpu': '8', 'requests.nvidia.com/gpu': '8', 'limits.amd.com/gpu': '8' }),
    quota('a', { 'requests.amd.com/gpu': '8' }, { scopes: ['BestEffort'] }),
    quota('a', { 'requests.amd.com/gpu': '8' }, { scopeSelector: { matchExpressions: [] } }),
    { metadata: { namespace: 'a' } },
  ]
  expect(resourceQuotasOf(some)).toEqual({})
  const config = { fit: 'warn' }
  expect(withResourceQuotas(config, some)).toBe(config)
})

it('stays small, however many namespaces there are', () => {
  const many = Array.from({ length: 5000 }, (_, i) => quota(`n${i}`, { 'requests.amd.com/gpu': '8' }))
  expect(Object.keys(resourceQuotasOf(many))).toHaveLength(2000)
})

describe('what a quota allows and has given', () => {
  const hard = { 'requests.amd.com/gpu': '8', 'requests.amd.com/cpx_nps4': 16, pods: '50', 'limits.cpu': '4' }
  const status = { used: { 'requests.amd.com/gpu': '3', pods: '7' } }
  const metadata = { namespace: 'team' }

  it('is read as far as it speaks of GPUs', () => {
    expect(gpuQuotas({ metadata, spec: { hard }, status })).toEqual([
      { resource: 'amd.com/gpu', hard: 8, used: 3 },
      { resource: 'amd.com/cpx_nps4', hard: 16, used: 0 },
    ])
  })

  it('with scopes says nothing of all pods, and something of those it counts', () => {
    for (const scoped of [{ scopes: ['NotTerminating'] }, { scopeSelector: {} }]) {
      expect(gpuQuotas({ metadata, spec: { hard, ...scoped }, status })).toEqual([])
      expect(gpuQuotas({ metadata, spec: { hard, ...scoped }, status }, {})).toContainEqual({
        resource: 'amd.com/gpu',
        hard: 8,
        used: 3,
        isScoped: true,
      })
    }
  })
})
