/**
 * Plain workloads as the API server shows them to a webhook, and what becomes of them.
 * @module
 */
import { annotations } from '../../../src/vocabulary/names.ts'
import type { WebhookContext } from '../../../webhooks/context.ts'
import type { Answer } from '../../../webhooks/response.ts'
import type { AdmissionRequest } from '../../../webhooks/review.ts'
import { mutateWorkload } from '../../../webhooks/workload.ts'
import { context, patched, type TestObject } from '../builders.ts'

export type Fields = Readonly<Record<string, unknown>>

export const model = 'Qwen/Qwen3-32B'

/** What the API server fills in before it asks. */
const containerDefaults = {
  resources: {},
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  imagePullPolicy: 'IfNotPresent',
}
const podDefaults = {
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  dnsPolicy: 'ClusterFirst',
  securityContext: {},
  schedulerName: 'default-scheduler',
}

export interface Written {
  readonly annotations?: Readonly<Record<string, string>>
  /** Of the container `engine`. */
  readonly container?: Fields
  readonly pod?: Fields
  readonly template?: Fields
  readonly spec?: Fields
  readonly metadata?: Fields
  readonly before?: readonly Fields[]
}

/** A Deployment with a name, a container and the annotation, and whatever else is written. */
export function deployment(written: Written = {}): TestObject {
  const container = { name: 'engine', ...containerDefaults, ...written.container }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'qwen',
      namespace: 'default',
      annotations: { [annotations.model]: model, ...written.annotations },
      ...written.metadata,
    },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'qwen' } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      template: {
        metadata: { creationTimestamp: null, labels: { app: 'qwen' } },
        ...written.template,
        spec: { containers: [...(written.before ?? []), container], ...podDefaults, ...written.pod },
      },
      ...written.spec,
    },
    status: {},
  } as TestObject
}

function request(
  operation: 'CREATE' | 'UPDATE',
  object: TestObject,
  oldObject: TestObject | null,
): AdmissionRequest {
  const [group = '', version = ''] = String(object.apiVersion).includes('/')
    ? String(object.apiVersion).split('/')
    : ['', String(object.apiVersion)]
  return {
    uid: 'review-1',
    kind: { group, version, kind: object.kind },
    operation,
    name: object.metadata.name,
    namespace: 'default',
    object,
    oldObject,
  }
}

export const creating = (object: TestObject) => request('CREATE', object, null)
export const updating = (oldObject: TestObject, object: TestObject) => request('UPDATE', object, oldObject)

/** The object after mutation at its creation. */
export function created(object: TestObject, given: WebhookContext = context()): TestObject {
  return patched(object, mutateWorkload(creating(object), given))
}

export function updated(
  oldObject: TestObject,
  object: TestObject,
  given: WebhookContext = context(),
): TestObject {
  return patched(object, answered(oldObject, object, given))
}

export function answered(
  oldObject: TestObject,
  object: TestObject,
  given: WebhookContext = context(),
): Answer {
  return mutateWorkload(updating(oldObject, object), given)
}

export const pinTextOf = (object: TestObject) => object.metadata.annotations?.[annotations.decision]

interface Pod {
  readonly containers: readonly Fields[]
  readonly [field: string]: unknown
}

export function podOf(object: TestObject): Pod {
  const template = object.spec.template as { readonly spec: Pod } | undefined
  return template?.spec ?? (object.spec as unknown as Pod)
}

export function engineOf(object: TestObject): Fields {
  return podOf(object).containers.find(({ name }) => name === 'engine') ?? {}
}

/** The object with other annotations; those that are undefined are removed. */
export function annotated(
  object: TestObject,
  changes: Readonly<Record<string, string | undefined>>,
): TestObject {
  const all = { ...object.metadata.annotations, ...changes }
  const kept = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { ...object, metadata: { ...object.metadata, annotations: Object.fromEntries(kept) } }
}
