import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultPolicyConfig, type PolicyConfig } from '../../src/inventory/policy-config.ts'
import { defaultDecisionConfig } from '../../src/inventory/snapshot.ts'
import type { WebhookContext } from '../../webhooks/context.ts'
import { mergeAnswers, policyAnswer } from '../../webhooks/policies.ts'
import type { Answer } from '../../webhooks/response.ts'
import type { AdmissionRequest } from '../../webhooks/review.ts'
import { container, deployment, endpoint, plain, podSpec } from '../policies/builders.ts'
import { context as anyContext } from './builders.ts'

interface Reviewed {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: Readonly<Record<string, unknown>>
}

function setting(config: Partial<PolicyConfig> = {}): WebhookContext {
  const policies = { ...defaultPolicyConfig, ...config }
  return {
    ...anyContext({ config: { ...defaultDecisionConfig, policies } }),
    now: new Date('2026-06-01T00:00:00Z'),
  }
}

function review(object: Reviewed, oldObject?: Reviewed): AdmissionRequest {
  const [group = '', version = ''] = object.apiVersion.includes('/')
    ? object.apiVersion.split('/')
    : ['', object.apiVersion]
  return {
    uid: 'review-1',
    kind: { group, version, kind: object.kind },
    operation: oldObject === undefined ? 'CREATE' : 'UPDATE',
    namespace: 'team-a',
    object: object as unknown as AdmissionRequest['object'],
    oldObject: (oldObject ?? null) as unknown as AdmissionRequest['oldObject'],
  }
}

const enforced = setting({ mode: 'enforce' })
const privileged = { securityContext: { privileged: true } }
const broken = deployment(podSpec([container({ ...privileged, image: 'rocm/vllm' })]))

describe('policies at admission', () => {
  it('say nothing to an object that keeps them, and to one that is not about AMD GPUs', () => {
    expect(policyAnswer(review(deployment()), enforced)).toEqual({ allowed: true, audit: {}, warnings: [] })
    expect(policyAnswer(review(deployment(podSpec([plain(privileged)]))), enforced).allowed).toBe(true)
  })

  it('refuse with every violation at once, and name the policies in the audit log', () => {
    const answer = policyAnswer(review(broken), enforced)
    expect(answer).toMatchObject({
      allowed: false,
      denial: 'forbidden',
      audit: { policies: 'no-privileged,pinned-images' },
    })
    expect(answer.message).toBe(
      [
        'Policies of this namespace are broken:',
        '  no-privileged: spec.template.spec.containers[0].securityContext.privileged: the container is privileged; leave it out: the device plugin gives the container its GPUs',
        '  pinned-images: spec.template.spec.containers[0].image: "rocm/vllm" has no tag, which means latest; name a version or a digest',
      ].join('\n'),
    )
  })

  it('warn to begin with, and never change an object', () => {
    const answer = policyAnswer(review(broken), setting())
    expect(answer.allowed).toBe(true)
    expect(answer.operations).toBeUndefined()
    expect(answer.warnings).toHaveLength(2)
    expect(answer.warnings?.[0]).toMatch(/^fitgate: no-privileged: spec\.template/)
  })

  it('are silent but for the audit log where they are to be', () => {
    const answer = policyAnswer(review(broken), setting({ mode: 'audit' }))
    expect(answer).toEqual({
      allowed: true,
      warnings: [],
      audit: { policies: 'no-privileged,pinned-images' },
    })
  })

  it('tell the audit log under which exception an object passed', () => {
    const exception = {
      name: 'debugging',
      policies: ['no-privileged', 'pinned-images'],
      namespaces: ['team-a'],
      owner: 'ops',
      reason: 'x',
      expires: '2026-07-01',
    }
    const config = { mode: 'enforce', exceptions: [exception] } as const
    expect(policyAnswer(review(broken), setting(config))).toEqual({
      allowed: true,
      warnings: [],
      audit: { 'policy-exceptions': 'debugging' },
    })
    const { now: _, ...timeless } = setting(config)
    expect(policyAnswer(review(broken), timeless).allowed).toBe(false)
  })

  it('judge our own kinds too', () => {
    const answer = policyAnswer(review(endpoint({ image: { repository: 'rocm/vllm' } })), enforced)
    expect(answer.message).toContain('pinned-images: spec.image')
  })

  it('take the namespace of the request where the object has none', () => {
    const { namespace: _, ...metadata } = broken.metadata
    const config = setting({ namespaces: { 'team-a': { mode: 'enforce' } } })
    expect(policyAnswer(review({ ...broken, metadata }), config).allowed).toBe(false)
  })

  it('refuse of an update only what it brings in', () => {
    const more = deployment(podSpec([plain(), container({ ...privileged, image: 'rocm/vllm' })]))
    expect(policyAnswer(review(more, broken), enforced)).toEqual({ allowed: true, audit: {}, warnings: [] })
    const worse = deployment(
      podSpec([container({ ...privileged, image: 'rocm/vllm' }), plain({ ...privileged, name: 'b' })]),
    )
    const answer = policyAnswer(review(worse, broken), enforced)
    expect(answer.message).toContain('containers[1].securityContext')
    expect(answer.message).not.toContain('containers[0]')
  })

  it('let be what is deleted, relabelled, or made by a controller that was judged', () => {
    const relabelled = { ...broken, metadata: { ...broken.metadata, labels: { a: 'b' } } }
    const going = { ...broken, metadata: { ...broken.metadata, deletionTimestamp: '2026-06-01T00:00:00Z' } }
    const made = {
      ...broken,
      metadata: {
        ...broken.metadata,
        ownerReferences: [
          { apiVersion: 'aim.engine.amd.com/v1alpha1', kind: 'AIMEndpoint', controller: true },
        ],
      },
    }
    const strange = {
      ...broken,
      metadata: {
        ...broken.metadata,
        ownerReferences: [{ apiVersion: 'example.com/v1', kind: 'Deployment', controller: true }],
      },
    }
    expect(policyAnswer(review(relabelled, broken), enforced).allowed).toBe(true)
    expect(policyAnswer(review(going, deployment()), enforced).allowed).toBe(true)
    expect(policyAnswer(review(made), enforced).allowed).toBe(true)
    expect(policyAnswer(review(strange), enforced).allowed).toBe(false)
  })

  it('believe an owner only of those who make objects of others', () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'x',
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'mine', controller: true }],
      },
      spec: broken.spec.template.spec,
    }
    const allowedFor = (username: string, ...groups: string[]) =>
      policyAnswer({ ...review(pod), userInfo: { username, groups } }, enforced).allowed
    expect(allowedFor('jane', 'system:authenticated')).toBe(false)
    expect(allowedFor('system:serviceaccount:team-a:replicaset-controller')).toBe(false)
    expect(allowedFor('system:serviceaccount:kube-system:replicaset-controller')).toBe(true)
    expect(allowedFor('system:serviceaccount:lws-system:lws-controller-manager')).toBe(true)
    expect(allowedFor('system:kube-controller-manager')).toBe(true)
    expect(allowedFor('root', 'system:masters')).toBe(true)
  })

  it('stay readable when everything is wrong fifty thousand times', () => {
    const env = Array.from({ length: 50_000 }, (_, i) => ({ name: `A${i}_TOKEN`, value: 'x' }))
    const object = deployment(podSpec([container({ env })]))
    const refusal = policyAnswer(review(object), enforced)
    expect(refusal.message?.split('\n')).toHaveLength(22)
    expect(refusal.message).toContain('and 49980 more')
    expect(policyAnswer(review(object), setting()).warnings).toHaveLength(9)
  })

  it('never throw, whatever the object', () => {
    expect(
      policyAnswer(
        review({ ...deployment(), spec: { template: { spec: { containers: { 0: 1 } } } } } as never),
        enforced,
      ),
    ).toMatchObject({ allowed: true })
    const part: fc.Arbitrary<unknown> = fc.oneof(fc.jsonValue(), fc.constant({ 'amd.com/gpu': 8 }))
    const containers = fc.array(
      fc.record(
        {
          image: part,
          command: part,
          args: part,
          env: part,
          securityContext: part,
          volumeMounts: part,
          startupProbe: part,
          resources: fc.record({ limits: part, requests: part }, { requiredKeys: [] }),
        },
        { requiredKeys: [] },
      ),
    )
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          containers,
          initContainers: fc.oneof(containers, part),
          volumes: part,
          affinity: part,
          nodeSelector: part,
        },
        { requiredKeys: [] },
      ),
    )
    fc.assert(
      fc.property(anything, fc.constantFrom('Deployment', 'Pod', 'CronJob', 'AIMEndpoint'), (spec, kind) => {
        const object = {
          apiVersion:
            kind === 'Pod' ? 'v1' : kind === 'AIMEndpoint' ? 'aim.engine.amd.com/v1alpha1' : 'apps/v1',
          kind,
          metadata: { name: 'x' },
          spec: kind === 'Pod' ? spec : { template: { spec } },
        }
        policyAnswer(review(object), enforced)
      }),
    )
  })
})

describe('two answers in one', () => {
  const fine: Answer = { allowed: true, warnings: ['a'], audit: { decision: 'Fits' } }
  const bad: Answer = {
    allowed: false,
    denial: 'forbidden',
    message: 'no',
    warnings: ['b'],
    audit: { policies: 'x' },
  }

  it('refuse where either does, and keep every warning and note', () => {
    for (const merged of [mergeAnswers(fine, bad), mergeAnswers(bad, fine)]) {
      expect(merged).toMatchObject({
        allowed: false,
        denial: 'forbidden',
        message: 'no',
        audit: { decision: 'Fits', policies: 'x' },
      })
      expect(merged.warnings?.toSorted()).toEqual(['a', 'b'])
    }
    expect(mergeAnswers(fine, fine).allowed).toBe(true)
    expect(mergeAnswers({ ...bad, denial: 'invalid', message: 'first' }, bad)).toMatchObject({
      denial: 'invalid',
      message: 'first\n\nno',
    })
  })

  it('warns once of what both found', () => {
    const decision: Answer = { allowed: true, warnings: ['fitgate: 101 tokens fit', 'fitgate: it waits'] }
    const policy: Answer = { allowed: true, warnings: ['fitgate: context-holdable: spec.a: 101 tokens fit'] }
    expect(mergeAnswers(decision, policy).warnings).toEqual([
      'fitgate: it waits',
      'fitgate: context-holdable: spec.a: 101 tokens fit',
    ])
  })
})
