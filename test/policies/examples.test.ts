import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { allPolicies } from '../../policies/all.ts'
import type { Policy, PolicyContext, Violation } from '../../policies/policy.ts'
import { subjectOf } from '../../policies/subject.ts'
import { defaultPolicyConfig } from '../../src/inventory/policy-config.ts'
import { defaultDecisionConfig } from '../../src/inventory/snapshot.ts'
import { knowing } from '../decide/builders.ts'
import type { Example, Examples } from './builders.ts'

function subjects(objects: readonly unknown[]) {
  return objects.flatMap((object) => subjectOf(object) ?? [])
}

function contextOf({ config, resourceQuotas = {}, hardware, related }: Example): PolicyContext {
  const policies = { ...defaultPolicyConfig, ...config }
  return {
    decision: { ...knowing(hardware), config: { ...defaultDecisionConfig, policies, resourceQuotas } },
    now: new Date('2026-06-01T00:00:00Z'),
    ...(related === undefined ? {} : { related: subjects(related) }),
  }
}

function judge(policy: Policy, example: Example): readonly Violation[] {
  const subject = subjectOf(example.object, { operation: example.operation ?? 'CREATE' })
  if (subject === undefined || !policy.appliesTo(subject)) return []
  return policy.check(subject, contextOf(example))
}

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.examples.ts'))

describe('every policy', () => {
  it('has examples, and no examples are without a policy', () => {
    expect(files.map((name) => name.slice(0, -'.examples.ts'.length))).toEqual(
      allPolicies.map(({ id }) => id).sort(),
    )
  })

  it('has an id of its own that is the name of its file', () => {
    const sources = readdirSync(new URL('../../policies', import.meta.url))
    expect(new Set(allPolicies.map(({ id }) => id)).size).toBe(allPolicies.length)
    for (const { id } of allPolicies) expect(sources).toContain(`${id}.ts`)
  })

  it.each(allPolicies.map((policy) => [policy.id, policy] as const))(
    '%s says why in one sentence',
    (_, { why }) => {
      expect(why).toMatch(/^[A-Z].*[^.]\.$/)
      expect(why.split(/[.!?] [A-Z]/)).toHaveLength(1)
    },
  )
})

for (const policy of allPolicies) {
  const { examples } = (await import(`./${policy.id}.examples.ts`)) as { readonly examples: Examples }
  describe(policy.id, () => {
    it.each(examples.good.map((example) => [example.says, example] as const))(
      'does not mind %s',
      (_, example) => {
        expect(judge(policy, example)).toEqual([])
      },
    )

    it.each(examples.bad.map((example) => [example.says, example] as const))('finds %s', (_, example) => {
      const violations = judge(policy, example)
      expect(violations.map(({ path }) => path)).toEqual(example.at)
      if (example.words !== undefined)
        expect(violations.map(({ message, fix = '' }) => `${message}; ${fix}`).join('\n')).toContain(
          example.words,
        )
    })

    it('has examples of both kinds', () => {
      expect([examples.good.length > 0, examples.bad.length > 0]).toEqual([true, true])
    })
  })
}
