/**
 * The model's tensors divide over the ranks.
 * @module
 */
import { violationsOf } from './judgement.ts'
import { isGpuWorkload } from './ours.ts'
import type { Policy } from './policy.ts'
import { illegalShapes } from './remedy.ts'

export const tensorParallelLegal: Policy = {
  id: 'tensor-parallel-legal',
  title: "The model's tensors divide over the tensor parallel ranks",
  why: 'An engine stops at start when heads, widths, experts or quantised blocks do not divide, after the pod waited for its GPUs.',
  severity: 'error',
  appliesTo: isGpuWorkload,
  check: (subject, context) => violationsOf(subject, context, [...illegalShapes, 'ArgumentInvalid']),
}
