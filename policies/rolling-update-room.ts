/**
 * A rolling update has somewhere to go.
 * @module
 */
import { gpus as gpuWords } from '../src/decide/explain/words.ts'
import { capacityOf } from '../src/decide/place/target.ts'
import { scalarText } from '../src/vocabulary/scalar-text.ts'
import { gpusOf, podGpus } from './devices.ts'
import { fieldAt, integerOf } from './json.ts'
import { isGpuWorkload } from './ours.ts'
import { clusterTargets, isPossible } from './placement.ts'
import type { PodTemplate } from './pod.ts'
import type { Policy, PolicyContext } from './policy.ts'
import type { PolicySubject } from './subject.ts'

export const rollingUpdateRoom: Policy = {
  id: 'rolling-update-room',
  title: 'A rolling update finds GPUs or frees its own',
  why: 'With no pod unavailable, an update waits for a free GPU before it stops an old pod, which on a full cluster is for ever.',
  severity: 'warning',
  asksCluster: true,
  appliesTo: (subject) => subject.kind === 'Deployment' && isGpuWorkload(subject),
  check(subject, context) {
    const strategy = fieldAt(subject.object, 'spec', 'strategy')
    const { replicas } = subject
    if (fieldAt(strategy, 'type') === 'Recreate' || replicas === 0) return []
    const update = fieldAt(strategy, 'rollingUpdate')
    const surge = portion(fieldAt(update, 'maxSurge') ?? '25%', replicas, Math.ceil)
    const unavailable = portion(fieldAt(update, 'maxUnavailable') ?? '25%', replicas, Math.floor)
    // the API server makes 1 of both at 0
    if (unavailable > 0 || surge === 0) return []
    const [pod] = subject.pods
    const room = pod && roomFor(pod, subject, context)
    if (pod === undefined || room === undefined || room >= 1) return []
    return [
      {
        path: 'spec.strategy.rollingUpdate.maxUnavailable',
        message: `no pod may be missing during an update, and there is no room for one more of ${gpuWords(podGpus(pod))} beside ${replicas}`,
        fix: 'write maxSurge: 0 and maxUnavailable: 1',
      },
    ]
  },
}

/** Pods for which there is room beside its own; `undefined` where the hardware is not known. */
function roomFor(pod: PodTemplate, subject: PolicySubject, context: PolicyContext): number | undefined {
  const [resource] = pod.containers.flatMap((container) => [...gpusOf(container).keys()])
  if (resource === undefined) return undefined
  const count = podGpus(pod)
  const targets = (clusterTargets(context) ?? []).filter((target) => isPossible(pod, resource, target))
  // nodes that are not here now may come when they are needed
  if (targets.length === 0 || targets.some(({ origin }) => origin !== 'observed')) return undefined
  const free = targets.reduce((sum, target) => sum + capacityOf(target, count).replicasWithRoom, 0)
  if (subject.operation === 'UPDATE') return free
  if (subject.operation === 'CREATE') return free - subject.replicas
  const whole = targets.flatMap(({ shapes }) =>
    shapes.map(({ nodes, gpusPerNode }) => nodes * Math.floor(gpusPerNode / count)),
  )
  return whole.reduce((sum, each) => sum + each, 0) - subject.replicas
}

/** A number, or a percentage of the replicas. */
function portion(value: unknown, replicas: number, round: (share: number) => number): number {
  const percent = /^(\d+)%$/.exec(scalarText(value))?.[1]
  return percent === undefined
    ? (integerOf(value) ?? Number(value))
    : round((Number(percent) / 100) * replicas)
}
