/**
 * What counts in a namespace: its own word, else the platform's.
 * @module
 */
import {
  defaultPolicyConfig,
  type NamespacePolicies,
  type PolicyConfig,
  type PolicyMode,
  type PolicyRules,
} from '../src/inventory/policy-config.ts'
import type { PolicyContext } from './policy.ts'
import type { PolicySubject } from './subject.ts'

export function policyConfigOf({ decision }: PolicyContext): PolicyConfig {
  return decision.config.policies ?? defaultPolicyConfig
}

function ofNamespace(config: PolicyConfig, namespace: string): NamespacePolicies {
  return Object.hasOwn(config.namespaces, namespace) ? (config.namespaces[namespace] ?? {}) : {}
}

function wordOn(
  modes: Readonly<Partial<Record<string, PolicyMode>>> | undefined,
  id: string,
): PolicyMode | undefined {
  return modes !== undefined && Object.hasOwn(modes, id) ? modes[id] : undefined
}

/** The nearest word: the namespace on this policy, the namespace, the platform on this policy, the platform. */
export function modeOf(config: PolicyConfig, id: string, namespace: string): PolicyMode {
  const own = ofNamespace(config, namespace)
  return wordOn(own.modes, id) ?? own.mode ?? wordOn(config.modes, id) ?? config.mode
}

/** The limits of the subject's namespace; each field a namespace leaves out is the platform's. */
export function rulesFor(subject: PolicySubject, context: PolicyContext): PolicyRules {
  const config = policyConfigOf(context)
  return { ...config, ...ofNamespace(config, subject.namespace) }
}
