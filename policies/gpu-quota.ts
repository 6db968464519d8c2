/**
 * GPUs of all replicas together, at most.
 * @module
 */
import { replicaGpus } from './devices.ts'
import { replicasPath } from './gpu-count-path.ts'
import { fieldAt, integerOf } from './json.ts'
import { isOurs } from './ours.ts'
import type { Policy, PolicyContext, Violation } from './policy.ts'
import { rulesFor } from './rules.ts'
import { scaledBy } from './scale-target.ts'
import type { PolicySubject } from './subject.ts'

export const gpuQuota: Policy = {
  id: 'gpu-quota',
  title: "Replicas × GPUs within the namespace's quota",
  why: 'Replicas above a quota are never made, and an autoscaler that wants them keeps asking.',
  severity: 'error',
  appliesTo: (subject) => isOurs(subject) || subject.kind === 'HorizontalPodAutoscaler',
  check(subject, context) {
    const { quotaGPUs } = rulesFor(subject, context)
    if (quotaGPUs === undefined) return []
    if (subject.kind === 'HorizontalPodAutoscaler') return ofAutoscaler(subject, context, quotaGPUs)
    const each = replicaGpus(subject)
    const { replicas } = subject
    return each * replicas <= quotaGPUs
      ? []
      : [violation(subject, replicasPath(subject), replicas, each, quotaGPUs)]
  },
}

/** What it may scale to, where its target is known. */
function ofAutoscaler(subject: PolicySubject, context: PolicyContext, quota: number): Violation[] {
  const target = scaledBy(subject, context)
  const most = integerOf(fieldAt(subject.object, 'spec', 'maxReplicas'))
  const each = target === undefined ? 0 : replicaGpus(target)
  return most === undefined || each * most <= quota
    ? []
    : [violation(subject, 'spec.maxReplicas', most, each, quota)]
}

function violation(
  { namespace }: PolicySubject,
  path: string,
  replicas: number,
  each: number,
  quota: number,
): Violation {
  const most = Math.floor(quota / each)
  return {
    path,
    message: `${replicas} ${replicas === 1 ? 'replica' : 'replicas'} of ${each} GPUs are ${replicas * each}, and the quota of namespace ${namespace} is ${quota}`,
    fix:
      most > 0
        ? `${most} ${most === 1 ? 'replica' : 'replicas'} at most`
        : `ask for ${quota} GPUs a replica at most`,
  }
}
