/**
 * All policies on one subject: what is found, sorted by what becomes of it.
 * @module
 */
import type { PolicyException, PolicyMode } from '../src/inventory/policy-config.ts'
import { allPolicies } from './all.ts'
import { exceptionsFor } from './exceptions.ts'
import type { Policy, PolicyContext, Severity, Violation } from './policy.ts'
import { modeOf, policyConfigOf } from './rules.ts'
import type { PolicySubject } from './subject.ts'

/** A violation with the policy it breaks. */
export interface Finding extends Violation {
  readonly policy: string
  readonly severity: Severity
  /** What the platform set for it here; a stale snapshot makes a warning of a refusal. */
  readonly mode: PolicyMode
  /** The exception under which it passes. */
  readonly exception?: Pick<PolicyException, 'name' | 'owner' | 'reason' | 'expires'>
}

/** Each finding is in exactly one of the lists. */
export interface PolicyFindings {
  readonly denied: readonly Finding[]
  readonly warned: readonly Finding[]
  readonly audited: readonly Finding[]
  /** Found, and let pass by an exception. */
  readonly excepted: readonly Finding[]
}

/** @param policies default all */
export function runPolicies(
  subject: PolicySubject,
  context: PolicyContext,
  policies: readonly Policy[] = allPolicies,
): PolicyFindings {
  const config = policyConfigOf(context)
  const exceptions = exceptionsFor(subject, context)
  const denied: Finding[] = []
  const warned: Finding[] = []
  const audited: Finding[] = []
  const excepted: Finding[] = []
  const lists = { enforce: denied, warn: warned, audit: audited }
  for (const policy of policies) {
    const set = modeOf(config, policy.id, subject.namespace)
    if (set === 'off' || !policy.appliesTo(subject)) continue
    const doubtful = policy.asksCluster === true && context.decision.snapshot.stale
    const mode = set === 'enforce' && doubtful ? 'warn' : set
    const exception = exceptions.find((each) => each.policies.includes(policy.id))
    for (const violation of policy.check(subject, context)) {
      const finding = { ...violation, policy: policy.id, severity: policy.severity, mode }
      if (exception === undefined) lists[mode].push(finding)
      else excepted.push({ ...finding, exception: summaryOf(exception) })
    }
  }
  return { denied, warned, audited, excepted }
}

function summaryOf({ name, owner, reason, expires }: PolicyException): Finding['exception'] {
  return { name, owner, reason, expires }
}
