/**
 * Weights and one request of the longest length fit into the GPUs.
 * @module
 */
import { violationsOf } from './judgement.ts'
import { isGpuWorkload } from './ours.ts'
import type { Policy } from './policy.ts'
import { tooLarge, tooLong } from './remedy.ts'

export const contextHoldable: Policy = {
  id: 'context-holdable',
  title: 'The GPUs hold the weights and one request of the longest length',
  why: 'An engine that cannot keep one request of its maximum length stops at start, minutes after it was admitted.',
  severity: 'error',
  asksCluster: true,
  appliesTo: isGpuWorkload,
  check: (subject, context) => violationsOf(subject, context, [...tooLong, ...tooLarge]),
}
