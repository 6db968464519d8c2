import { describe, expect, it } from 'vitest'
import { defaultPolicyConfig } from '../../src/inventory/policy-config.ts'
import { defaultDecisionConfig } from '../../src/inventory/snapshot.ts'
import { webhookApp } from '../../webhooks/app.ts'
import type { WebhookContext } from '../../webhooks/context.ts'
import { validateEndpointScale } from '../../webhooks/endpoint-scale.ts'
import type { AdmissionRequest } from '../../webhooks/review.ts'
import { context as anyContext } from './builders.ts'

const quota = (mode: 'enforce' | 'warn' = 'enforce'): WebhookContext => ({
  ...anyContext({
    config: { ...defaultDecisionConfig, policies: { ...defaultPolicyConfig, mode, quotaGPUs: 16 } },
  }),
  endpointGPUs: { 'team-a/chat': 8 },
})

function scaling(from: number, to: number, over: Partial<AdmissionRequest> = {}): AdmissionRequest {
  const scale = (replicas: number) => ({
    metadata: { name: 'chat', namespace: 'team-a' },
    spec: { replicas },
  })
  return {
    uid: 'review-1',
    kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
    resource: { group: 'aim.engine.amd.com', version: 'v1alpha1', resource: 'aimendpoints' },
    subResource: 'scale',
    operation: 'UPDATE',
    namespace: 'team-a',
    name: 'chat',
    object: scale(to),
    oldObject: scale(from),
    ...over,
  }
}

describe('the scale of an endpoint', () => {
  it('is refused above the quota of its namespace', () => {
    const answer = validateEndpointScale(scaling(1, 3), quota())
    expect(answer).toMatchObject({ allowed: false, audit: { policies: 'gpu-quota' } })
    expect(answer.message).toContain('3 replicas of 8 GPUs are 24, and the quota of namespace team-a is 16')
    expect(answer.message).toContain('2 replicas at most')
  })

  it('is warned of to begin with', () => {
    const answer = validateEndpointScale(scaling(1, 3), quota('warn'))
    expect([answer.allowed, answer.warnings?.length]).toEqual([true, 1])
  })

  it('passes within the quota, on the way down, and where nothing is known of the endpoint or its quota', () => {
    const { endpointGPUs: _, ...ignorant } = quota()
    const elsewhere = { resource: { group: 'apps', version: 'v1', resource: 'deployments' } }
    expect(validateEndpointScale(scaling(1, 2), quota()).allowed).toBe(true)
    expect(validateEndpointScale(scaling(9, 8), quota()).allowed).toBe(true)
    expect(validateEndpointScale(scaling(1, 3), ignorant).allowed).toBe(true)
    expect(validateEndpointScale(scaling(1, 3, { name: 'other' }), quota()).allowed).toBe(true)
    expect(validateEndpointScale(scaling(1, 3, elsewhere), quota()).allowed).toBe(true)
    expect(
      validateEndpointScale(scaling(1, 3), { ...anyContext(), endpointGPUs: { 'team-a/chat': 8 } }).allowed,
    ).toBe(true)
  })

  it('arrives as a review of its own kind', async () => {
    const request = { ...scaling(1, 3), object: { apiVersion: 'autoscaling/v1', ...scaling(1, 3).object } }
    const app = webhookApp({ getContext: () => quota() })
    const answer = await app.request('/validate', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request }),
    })
    expect(await answer.json()).toMatchObject({ response: { allowed: false } })
  })
})
