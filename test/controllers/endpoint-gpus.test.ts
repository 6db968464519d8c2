import { expect, it } from 'vitest'
import { endpointGPUs } from '../../src/controllers/endpoint-gpus.ts'
import { defaultPolicyConfig } from '../../src/inventory/policy-config.ts'
import { defaultDecisionConfig } from '../../src/inventory/snapshot.ts'

const endpoint = (namespace: string, spec: object) => ({
  apiVersion: 'aim.engine.amd.com/v1alpha1',
  kind: 'AIMEndpoint',
  metadata: { name: 'chat', namespace },
  spec,
})

const all = [
  endpoint('team-a', { resources: { gpuCount: 4 } }),
  endpoint('team-b', { gpuCount: 2 }),
  endpoint('team-c', {}),
] as never[]

it('counts the GPUs of endpoints where a quota is set, for a namespace or for all', () => {
  const policies = { ...defaultPolicyConfig, namespaces: { 'team-a': { quotaGPUs: 8 } } }
  expect([...endpointGPUs(all, { ...defaultDecisionConfig, policies })]).toEqual([['team-a/chat', 4]])
  const forAll = { ...defaultPolicyConfig, quotaGPUs: 8 }
  expect([...endpointGPUs(all, { ...defaultDecisionConfig, policies: forAll })]).toEqual([
    ['team-a/chat', 4],
    ['team-b/chat', 2],
  ])
  expect([...endpointGPUs(all, defaultDecisionConfig)]).toEqual([])
  const resourceQuotas = { 'team-b': { 'amd.com/gpu': 8 } }
  expect([...endpointGPUs(all, { ...defaultDecisionConfig, resourceQuotas })]).toEqual([['team-b/chat', 2]])
})
