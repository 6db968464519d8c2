/**
 * Where each kind keeps its pods: one row a kind.
 * @module
 */
import { field, fieldAt, integerOf } from './json.ts'
import { type PodTemplate, readPodTemplate } from './pod.ts'

interface TemplatePlace {
  /** Fields from the top to the object with `metadata` and `spec`. */
  readonly steps: readonly string[]
  /** Pods of it in one replica. Default 1. */
  readonly copies?: (object: unknown) => number
}

interface PodShape {
  readonly group: string
  readonly kind: string
  readonly templates: readonly TemplatePlace[]
  /** Pods, or groups of them, that run at once; 1 where a kind has no such field. */
  readonly replicas?: readonly string[]
  /** Pods run to an end. */
  readonly job?: boolean
}

const template = ['spec', 'template']
const groupTemplate = ['spec', 'leaderWorkerTemplate']

const sizeOfGroup = (object: unknown) => integerOf(fieldAt(object, ...groupTemplate, 'size')) ?? 1
const hasLeader = (object: unknown) =>
  fieldAt(object, ...groupTemplate, 'leaderTemplate', 'spec') !== undefined

/** Kinds whose pods may hold GPUs. A ReplicaSet is its Deployment's business. */
export const podShapes: readonly PodShape[] = [
  { group: '', kind: 'Pod', templates: [{ steps: [] }] },
  { group: 'apps', kind: 'Deployment', templates: [{ steps: template }], replicas: ['spec', 'replicas'] },
  { group: 'apps', kind: 'StatefulSet', templates: [{ steps: template }], replicas: ['spec', 'replicas'] },
  { group: 'apps', kind: 'DaemonSet', templates: [{ steps: template }] },
  {
    group: 'batch',
    kind: 'Job',
    templates: [{ steps: template }],
    replicas: ['spec', 'parallelism'],
    job: true,
  },
  {
    group: 'batch',
    kind: 'CronJob',
    templates: [{ steps: ['spec', 'jobTemplate', 'spec', 'template'] }],
    replicas: ['spec', 'jobTemplate', 'spec', 'parallelism'],
    job: true,
  },
  {
    group: 'leaderworkerset.x-k8s.io',
    kind: 'LeaderWorkerSet',
    templates: [
      { steps: [...groupTemplate, 'leaderTemplate'], copies: (object) => (hasLeader(object) ? 1 : 0) },
      {
        steps: [...groupTemplate, 'workerTemplate'],
        copies: (object) => Math.max(0, sizeOfGroup(object) - (hasLeader(object) ? 1 : 0)),
      },
    ],
    replicas: ['spec', 'replicas'],
  },
]

export function podShapeOf(group: string, kind: string): PodShape | undefined {
  return podShapes.find((shape) => shape.group === group && shape.kind === kind)
}

/** The templates an object has; one that is not there is left out. */
export function templatesOf(shape: PodShape, object: unknown): readonly PodTemplate[] {
  return shape.templates.flatMap(({ steps, copies = () => 1 }) => {
    const value = fieldAt(object, ...steps)
    return field(value, 'spec') === undefined ? [] : [readPodTemplate(value, steps.join('.'), copies(object))]
  })
}

/** Replicas as written; the API server's default is 1. */
export function replicasOf(shape: PodShape, object: unknown): number {
  const written = shape.replicas === undefined ? undefined : integerOf(fieldAt(object, ...shape.replicas))
  return Math.max(0, written ?? 1)
}
