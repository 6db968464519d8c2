/**
 * Kinds whose pods may hold GPUs: those that an annotation can make ours, and those that run pods all the same.
 * @module
 */
import { statefulSet, type WorkloadKind, workloadKinds } from '../src/api/workload/workload-kinds.ts'
import { field, fieldAt, integerOf } from './json.ts'
import { type PodTemplate, readPodTemplate } from './pod.ts'

const daemonSet: WorkloadKind = {
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  resource: 'daemonsets',
  templates: statefulSet.templates,
  templateMayChange: true,
}

/** One that nobody controls: a Deployment's was judged with it (`made-by.ts`). */
const replicaSet: WorkloadKind = {
  ...daemonSet,
  kind: 'ReplicaSet',
  resource: 'replicasets',
  replicas: ['spec', 'replicas'],
}

const cronJob: WorkloadKind = {
  group: 'batch',
  version: 'v1',
  kind: 'CronJob',
  resource: 'cronjobs',
  templates: [{ steps: ['spec', 'jobTemplate', 'spec', 'template'] }],
  replicas: ['spec', 'jobTemplate', 'spec', 'parallelism'],
  templateMayChange: true,
}

export const podKinds: readonly WorkloadKind[] = [...workloadKinds, daemonSet, replicaSet, cronJob]

/** By group, whatever the version: what judges pods does not ask how the rest is spelt. */
export function podKindOf(group: string, kind: string): WorkloadKind | undefined {
  return podKinds.find((row) => row.group === group && row.kind === kind)
}

/** The templates an object has; one that is not there is left out. */
export function templatesOf(row: WorkloadKind, object: unknown): readonly PodTemplate[] {
  const present = row.templates.filter(({ steps }) => field(fieldAt(object, ...steps), 'spec') !== undefined)
  const size = row.groupSize === undefined ? 1 : (integerOf(fieldAt(object, ...row.groupSize)) ?? 1)
  const hasLeader = present.some(({ role }) => role === 'leader')
  return present.map(({ steps, role }) => {
    const copies = role === 'worker' ? Math.max(0, size - (hasLeader ? 1 : 0)) : 1
    return readPodTemplate(fieldAt(object, ...steps), steps.join('.'), copies)
  })
}

/** Pods or groups that run at once, as written; the API server's default is 1. A Job never runs more than are left to complete. */
export function replicasOf({ group, replicas }: WorkloadKind, object: unknown): number {
  const written = replicas === undefined ? undefined : integerOf(fieldAt(object, ...replicas))
  const completions =
    replicas !== undefined && group === 'batch'
      ? integerOf(fieldAt(object, ...replicas.slice(0, -1), 'completions'))
      : undefined
  return Math.max(0, Math.min(written ?? 1, completions ?? Number.POSITIVE_INFINITY))
}
