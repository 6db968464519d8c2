/**
 * What happened to an object, as an object of `events.k8s.io/v1`.
 * @module
 */
import { randomUUID } from 'node:crypto'
import { microTime } from './micro-time.ts'
import { apiVersionOf, resources } from './resources.ts'
import type { KubeObject } from './types.ts'

export interface NewEvent {
  readonly regarding: KubeObject
  readonly type: 'Normal' | 'Warning'
  /** Why, in one CamelCase word: `Admitted`. */
  readonly reason: string
  /** What was done, in one CamelCase word: `Decide`. */
  readonly action: string
  /** One sentence; cut at 1024 bytes, the API's limit. */
  readonly note: string
  readonly related?: KubeObject
}

interface Reference {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace?: string
  readonly name: string
  readonly uid?: string
}

export interface KubeEvent extends KubeObject {
  readonly eventTime: string
  readonly reportingController: string
  readonly reportingInstance: string
  readonly type: string
  readonly reason: string
  readonly action: string
  readonly note: string
  readonly regarding: Reference
  readonly related?: Reference
  readonly series?: { readonly count: number; readonly lastObservedTime: string }
}

/** Who reports. */
export interface Reporter {
  readonly controller: string
  readonly instance: string
}

/** Limits of the API, in bytes. */
const maxNote = 1024
const maxInstance = 128

/** Equal for events that are repetitions of each other. The note counts: the API does not let it be changed. */
export function sameEvent({ regarding, type, reason, action, note, related }: NewEvent): string {
  return JSON.stringify([referenceTo(regarding), type, reason, action, note, related && referenceTo(related)])
}

export function eventObject(event: NewEvent, reporter: Reporter): KubeEvent {
  const { regarding, related, type, reason, action } = event
  const stem = regarding.metadata.name.slice(0, 200).replace(/[^a-z0-9]+$/, '')
  return {
    apiVersion: apiVersionOf(resources.event),
    kind: resources.event.kind,
    metadata: {
      // Events of cluster-scoped objects live in `default`, where kubectl looks for them.
      namespace: regarding.metadata.namespace ?? 'default',
      name: `${stem}.${randomUUID().slice(0, 18)}`,
    },
    eventTime: microTime(),
    reportingController: reporter.controller,
    reportingInstance: cut(reporter.instance, maxInstance),
    type,
    reason,
    action,
    note: cut(event.note, maxNote),
    regarding: referenceTo(regarding),
    ...(related ? { related: referenceTo(related) } : {}),
  }
}

function referenceTo({ apiVersion, kind, metadata }: KubeObject): Reference {
  const { namespace, name, uid } = metadata
  return { apiVersion, kind, namespace, name, uid }
}

/** At most `bytes` of UTF-8, in whole characters, with an ellipsis where something is missing. */
function cut(text: string, bytes: number): string {
  const encoded = Buffer.from(text)
  if (encoded.length <= bytes) return text
  const ellipsis = '…'
  const room = bytes - Buffer.byteLength(ellipsis)
  return (
    encoded
      .subarray(0, room)
      .toString('utf8')
      .replace(/\uFFFD+$/, '') + ellipsis
  )
}
