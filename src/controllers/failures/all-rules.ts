/**
 * Every rule, in the order in which they are tried: an end that needs no words first, causes before consequences.
 * @module
 */
import { memoryRules } from './memory-rules.ts'
import { outsideRules } from './outside-rules.ts'
import { podRules } from './pod-rules.ts'
import type { Rule } from './rule.ts'
import { shapeRules } from './shape-rules.ts'

const hostMemory = (rule: Rule) => rule.reason === 'HostMemory'

export const allRules: readonly Rule[] = [
  ...podRules.filter(hostMemory),
  ...memoryRules,
  ...shapeRules,
  ...outsideRules,
  ...podRules.filter((rule) => !hostMemory(rule)),
]
