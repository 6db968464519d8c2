/**
 * Every policy, in the order in which people should hear of them.
 * @module
 */
import type { Policy } from './policy.ts'
import { wholeGpus } from './whole-gpus.ts'

export const allPolicies: readonly Policy[] = [wholeGpus]

/** Ids of all policies. */
export const policyIds: readonly string[] = allPolicies.map(({ id }) => id)
