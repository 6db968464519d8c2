/**
 * GPUs of all replicas together, at most: what the platform set for the namespace, and what its ResourceQuotas leave.
 * @module
 */
import { gpus as gpuWords } from '../src/decide/explain/words.ts'
import { gpusIn } from './devices.ts'
import { replicasPath } from './gpu-count-path.ts'
import { fieldAt, integerOf } from './json.ts'
import { isOurs } from './ours.ts'
import { devicesOf } from './planned.ts'
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
    if (!hasQuota(subject, context)) return []
    if (subject.kind === 'HorizontalPodAutoscaler') return ofAutoscaler(subject, context)
    const { replicas } = subject
    const path = replicasPath(subject)
    return quotaViolations(subject, context, { path, replicas, devices: devicesOf(subject, context) })
  },
}

function hasQuota(subject: PolicySubject, context: PolicyContext): boolean {
  const { resourceQuotas = {} } = context.decision.config
  return (
    rulesFor(subject, context).quotaGPUs !== undefined || Object.hasOwn(resourceQuotas, subject.namespace)
  )
}

/** What it may scale to, where its target is known. */
function ofAutoscaler(subject: PolicySubject, context: PolicyContext): Violation[] {
  const target = scaledBy(subject, context)
  const replicas = integerOf(fieldAt(subject.object, 'spec', 'maxReplicas'))
  if (target === undefined || replicas === undefined) return []
  const devices = devicesOf(target, context)
  return quotaViolations(subject, context, { path: 'spec.maxReplicas', replicas, devices })
}

export interface Demand {
  /** Where the replicas are written. */
  readonly path: string
  readonly replicas: number
  /** Of one replica: resource → devices. */
  readonly devices: ReadonlyMap<string, number>
}

/** A demand against the quotas of the subject's namespace. */
export function quotaViolations(
  subject: PolicySubject,
  context: PolicyContext,
  { path, replicas, devices }: Demand,
): Violation[] {
  const { namespace } = subject
  const all = gpusIn(devices)
  const { quotaGPUs } = rulesFor(subject, context)
  const { resourceQuotas = {} } = context.decision.config
  const left = Object.hasOwn(resourceQuotas, namespace) ? (resourceQuotas[namespace] ?? {}) : {}
  const limits = [
    {
      gpus: all,
      quota: quotaGPUs,
      each: gpuWords(all),
      whose: `the quota of namespace ${namespace}`,
    },
    ...[...devices]
      .filter(([resource]) => Object.hasOwn(left, resource))
      .map(([resource, gpus]) => ({
        gpus,
        quota: left[resource],
        each: `${gpus} ${resource}`,
        whose: `the ResourceQuota of namespace ${namespace}`,
      })),
  ]
  return limits.flatMap(({ gpus, quota, each, whose }): Violation[] => {
    if (quota === undefined || replicas * gpus <= quota) return []
    const most = Math.floor(quota / gpus)
    return [
      {
        path,
        message: `${replicas} ${replicas === 1 ? 'replica' : 'replicas'} of ${each} are ${replicas * gpus}, and ${whose} is ${quota}`,
        ...(quota === 0
          ? {}
          : {
              fix:
                most > 0
                  ? `${most} ${most === 1 ? 'replica' : 'replicas'} at most`
                  : `ask for ${gpuWords(quota)} a replica at most`,
            }),
      },
    ]
  })
}
