/**
 * GPUs of one replica, at most.
 * @module
 */
import { gpusIn } from './devices.ts'
import { gpuCountPath } from './gpu-count-path.ts'
import { isOurs } from './ours.ts'
import { devicesOf } from './planned.ts'
import type { Policy } from './policy.ts'
import { rulesFor } from './rules.ts'

export const gpuCeiling: Policy = {
  id: 'gpu-ceiling',
  title: "No more GPUs a replica than the namespace's ceiling",
  why: 'One workload that takes a whole node keeps every other team off it.',
  severity: 'error',
  appliesTo: isOurs,
  check(subject, context) {
    const { maxGPUs } = rulesFor(subject, context)
    if (maxGPUs === undefined) return []
    const count = gpusIn(devicesOf(subject, context))
    if (count <= maxGPUs) return []
    return [
      {
        path: gpuCountPath(subject),
        message: `a replica takes ${count} GPUs, and namespace ${subject.namespace} allows ${maxGPUs}`,
        fix: `ask for ${maxGPUs} at most`,
      },
    ]
  },
}
