import { describe, expect, it } from 'vitest'
import type { Policy } from '../../policies/policy.ts'
import { runPolicies } from '../../policies/run.ts'
import { subjectOf } from '../../policies/subject.ts'
import { defaultPolicyConfig, type PolicyConfig } from '../../src/inventory/policy-config.ts'
import { defaultDecisionConfig } from '../../src/inventory/snapshot.ts'
import { knowing } from '../decide/builders.ts'

const violation = { path: 'spec', message: 'wrong' }
const always: Policy = {
  id: 'always',
  title: 'Always broken',
  why: 'Because.',
  severity: 'error',
  appliesTo: () => true,
  check: () => [violation],
}

function run(
  config: Partial<PolicyConfig>,
  options: {
    policy?: Partial<Policy>
    stale?: boolean
    now?: string
    name?: string
    namespace?: string
    asks?: string
  } = {},
) {
  const { name = 'web', namespace = 'team-a', asks } = options
  const annotations = asks === undefined ? {} : { 'fitgate.dev/policy-exception': asks }
  const subject = subjectOf({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, annotations } })
  if (subject === undefined) throw new Error('a Pod is a subject')
  const decision = knowing(undefined)
  const found = runPolicies(
    subject,
    {
      decision: {
        ...decision,
        config: { ...defaultDecisionConfig, policies: { ...defaultPolicyConfig, ...config } },
        snapshot: { version: 'test', stale: options.stale ?? false },
      },
      now: new Date(options.now ?? '2026-06-01T00:00:00Z'),
    },
    [{ ...always, ...options.policy }],
  )
  return Object.entries(found).flatMap(([list, findings]) => findings.map(() => list))
}

const exception = {
  name: 'migration',
  policies: ['always'],
  namespaces: ['team-*'],
  objects: ['web*'],
  owner: 'ops',
  reason: 'moving',
  expires: '2026-07-01T00:00:00Z',
}

describe('modes', () => {
  it.each([
    [{}, ['warned']],
    [{ mode: 'enforce' }, ['denied']],
    [{ mode: 'audit' }, ['audited']],
    [{ mode: 'off' }, []],
    [{ mode: 'enforce', modes: { always: 'warn' } }, ['warned']],
    [{ modes: { other: 'enforce' } }, ['warned']],
    [{ modes: { always: 'warn' }, namespaces: { 'team-a': { mode: 'enforce' } } }, ['denied']],
    [{ namespaces: { 'team-a': { mode: 'enforce', modes: { always: 'audit' } } } }, ['audited']],
    [{ namespaces: { 'team-b': { mode: 'enforce' } } }, ['warned']],
  ] as const)('%j puts a violation on %j', (config, lists) => {
    expect(run(config)).toEqual(lists)
  })

  it('does not ask a policy that is off, and not one that does not apply', () => {
    const check = () => {
      throw new Error('asked')
    }
    expect(run({ mode: 'off' }, { policy: { check } })).toEqual([])
    expect(run({}, { policy: { check, appliesTo: () => false } })).toEqual([])
  })

  it('refuses nothing that depends on a cluster it has not heard of lately', () => {
    expect(run({ mode: 'enforce' }, { stale: true })).toEqual(['denied'])
    expect(run({ mode: 'enforce' }, { stale: true, policy: { asksCluster: true } })).toEqual(['warned'])
    expect(run({ mode: 'audit' }, { stale: true, policy: { asksCluster: true } })).toEqual(['audited'])
  })
})

describe('exceptions', () => {
  const enforced = { mode: 'enforce', exceptions: [exception] } as const

  it('let a named policy be broken by matching objects until their day', () => {
    expect(run(enforced)).toEqual(['excepted'])
    expect(run(enforced, { now: '2026-06-30T23:59:59Z' })).toEqual(['excepted'])
    expect(run(enforced, { now: '2026-07-01T00:00:00Z' })).toEqual(['denied'])
  })

  it('do not reach other policies, namespaces or objects', () => {
    expect(run({ mode: 'enforce', exceptions: [{ ...exception, policies: ['other'] }] })).toEqual(['denied'])
    expect(run(enforced, { namespace: 'other' })).toEqual(['denied'])
    expect(run(enforced, { name: 'db' })).toEqual(['denied'])
  })

  it('that are for who asks hold only for objects that name them', () => {
    const asked = { mode: 'enforce', exceptions: [{ ...exception, onRequest: true }] } as const
    expect(run(asked)).toEqual(['denied'])
    expect(run(asked, { asks: 'another' })).toEqual(['denied'])
    expect(run(asked, { asks: 'migration' })).toEqual(['excepted'])
    expect(run(asked, { asks: 'another, migration' })).toEqual(['excepted'])
    expect(run(asked, { asks: 'migration', name: 'db' })).toEqual(['denied'])
  })

  it('that nobody configured let nobody out, whatever the object says', () => {
    for (const asks of ['migration', 'always', '*', ''])
      expect(run({ mode: 'enforce' }, { asks })).toEqual(['denied'])
  })

  it('without a day do not count', () => {
    expect(run({ mode: 'enforce', exceptions: [{ ...exception, expires: 'never' }] })).toEqual(['denied'])
  })
})
