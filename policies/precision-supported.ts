/**
 * The devices compute, or at least hold, the formats that are asked for.
 * @module
 */
import { violationsOf } from './judgement.ts'
import { isGpuWorkload } from './ours.ts'
import type { Policy } from './policy.ts'

export const precisionSupported: Policy = {
  id: 'precision-supported',
  title: 'The GPUs take the format of weights and cache',
  why: 'A format without kernels for the GPU ends in an error at start, or in wrong text.',
  severity: 'error',
  asksCluster: true,
  appliesTo: isGpuWorkload,
  check: (subject, context) => violationsOf(subject, context, ['FormatUnsupported']),
}
