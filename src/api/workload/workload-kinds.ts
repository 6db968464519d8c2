/**
 * The kinds of plain workload that an annotation makes fitgate's: where each keeps its pod templates and its count.
 * A new kind is a row.
 * @module
 */

export interface TemplatePlace {
  /** Steps from the object to what has `metadata` and `spec` of a pod; none for a Pod. */
  readonly steps: readonly string[]
  /** Where pods of a group differ. */
  readonly role?: 'leader' | 'worker'
}

export interface WorkloadKind {
  /** Empty for the core group. */
  readonly group: string
  readonly version: string
  readonly kind: string
  /** Plural, as in URLs and webhook rules. */
  readonly resource: string
  /** The pod that serves comes first. */
  readonly templates: readonly [TemplatePlace, ...TemplatePlace[]]
  /** Steps to the number of replicas; absent where there is one. */
  readonly replicas?: readonly string[]
  /** Steps to the number of pods of one group; absent where a replica is one pod. */
  readonly groupSize?: readonly string[]
  /** Whether the API server takes another pod template after creation. */
  readonly templateMayChange: boolean
}

const template: TemplatePlace = { steps: ['spec', 'template'] }

export const deployment: WorkloadKind = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  resource: 'deployments',
  templates: [template],
  replicas: ['spec', 'replicas'],
  templateMayChange: true,
}

export const statefulSet: WorkloadKind = {
  ...deployment,
  kind: 'StatefulSet',
  resource: 'statefulsets',
}

export const job: WorkloadKind = {
  group: 'batch',
  version: 'v1',
  kind: 'Job',
  resource: 'jobs',
  templates: [template],
  replicas: ['spec', 'parallelism'],
  templateMayChange: false,
}

export const leaderWorkerSet: WorkloadKind = {
  group: 'leaderworkerset.x-k8s.io',
  version: 'v1',
  kind: 'LeaderWorkerSet',
  resource: 'leaderworkersets',
  templates: [
    { steps: ['spec', 'leaderWorkerTemplate', 'leaderTemplate'], role: 'leader' },
    { steps: ['spec', 'leaderWorkerTemplate', 'workerTemplate'], role: 'worker' },
  ],
  replicas: ['spec', 'replicas'],
  groupSize: ['spec', 'leaderWorkerTemplate', 'size'],
  templateMayChange: true,
}

export const pod: WorkloadKind = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  resource: 'pods',
  templates: [{ steps: [] }],
  templateMayChange: false,
}

/** Every kind, in the order of documents. */
export const workloadKinds: readonly WorkloadKind[] = [deployment, statefulSet, job, leaderWorkerSet, pod]

/** The row of an object's `apiVersion` and `kind`; `undefined` for anything else, other versions of these kinds included. */
export function workloadKindOf(apiVersion: unknown, kind: unknown): WorkloadKind | undefined {
  return workloadKinds.find(
    (row) =>
      row.kind === kind && (row.group === '' ? row.version : `${row.group}/${row.version}`) === apiVersion,
  )
}
