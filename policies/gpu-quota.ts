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
    if (subject.kind === 'HorizontalPodAutoscaler') return ofAutoscaler(subject, context)
    const { replicas } = subject
    return quotaViolation(subject, context, {
      path: replicasPath(subject),
      replicas,
      gpus: replicaGpus(subject),
    })
  },
}

/** What it may scale to, where its target is known. */
function ofAutoscaler(subject: PolicySubject, context: PolicyContext): Violation[] {
  const target = scaledBy(subject, context)
  const replicas = integerOf(fieldAt(subject.object, 'spec', 'maxReplicas'))
  if (target === undefined || replicas === undefined) return []
  return quotaViolation(subject, context, { path: 'spec.maxReplicas', replicas, gpus: replicaGpus(target) })
}

export interface Demand {
  /** Where the replicas are written. */
  readonly path: string
  readonly replicas: number
  /** Of one replica. */
  readonly gpus: number
}

/** A demand against the quota of the subject's namespace. */
export function quotaViolation(
  subject: PolicySubject,
  context: PolicyContext,
  { path, replicas, gpus }: Demand,
): Violation[] {
  const { quotaGPUs: quota } = rulesFor(subject, context)
  if (quota === undefined || replicas * gpus <= quota) return []
  const most = Math.floor(quota / gpus)
  return [
    {
      path,
      message: `${replicas} ${replicas === 1 ? 'replica' : 'replicas'} of ${gpus} GPUs are ${replicas * gpus}, and the quota of namespace ${subject.namespace} is ${quota}`,
      fix:
        most > 0
          ? `${most} ${most === 1 ? 'replica' : 'replicas'} at most`
          : `ask for ${quota} GPUs a replica at most`,
    },
  ]
}
