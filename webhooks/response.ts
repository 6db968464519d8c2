/**
 * Admission responses: allowed, allowed with a patch, or denied with a Status people can read.
 * @module
 */
import { cut } from '../src/vocabulary/cut.ts'
import { endingPatch, type PatchOperation } from './patch.ts'
import type { ReplyText } from './reply-text.ts'

/** Limits of the API: a longer warning is cut by the server, more than 4096 characters in total are dropped. */
const maxWarning = 256
const maxWarnings = 4096
/** A terminal's worth; the API server passes a message on whole, whatever its length. */
const maxMessage = 16_384

/** Without the uid of its request. */
export interface AdmissionResponse {
  readonly allowed: boolean
  readonly patchType?: 'JSONPatch'
  /** Base64 of the operations, in ASCII, and the end of the review, whose last field it is. */
  readonly patch?: Uint8Array
  readonly status?: {
    readonly code: number
    readonly reason?: string
    readonly message: string
  }
  readonly warnings?: readonly string[]
  readonly auditAnnotations?: Readonly<Record<string, string>>
}

/** What a handler answers; the envelope adds the uid and keeps to the API's limits. */
export interface Answer {
  readonly allowed: boolean
  readonly operations?: readonly PatchOperation[]
  /** Why not. Several lines are fine. */
  readonly message?: string
  /** `invalid` (422): the object is wrong. `forbidden` (403): it is right, but not now or not here. `failed` (500): fitgate broke. */
  readonly denial?: 'invalid' | 'forbidden' | 'failed'
  readonly warnings?: readonly string[]
  /** Key without prefix → value; the API server puts the webhook's name in front. */
  readonly audit?: Readonly<Record<string, string>>
}

// No reason where the message explains itself: kubectl would print it as "Error from server (Forbidden): …".
const statuses = {
  invalid: { code: 422, reason: 'Invalid' },
  forbidden: { code: 403 },
  failed: { code: 500, reason: 'InternalError' },
} as const

/** A message of several lines starts on a line of its own, below "admission webhook … denied the request:". */
function laidOut(message: string): string {
  const text = cut(message.trim(), maxMessage)
  return text.includes('\n') ? `\n\n${text}` : text
}

function boundedWarnings(warnings: readonly string[]): string[] {
  const kept: string[] = []
  let total = 0
  for (const warning of warnings) {
    // Warnings travel in HTTP headers: with control characters the API server drops them.
    const text = cut(warning.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim(), maxWarning)
    if (text === '') continue
    total += text.length
    if (total > maxWarnings) break
    kept.push(text)
  }
  return kept
}

/** The answer within the limits of the API. */
export function respond(answer: Answer): AdmissionResponse {
  const warnings = boundedWarnings(answer.warnings ?? [])
  const extras = {
    ...(warnings.length > 0 ? { warnings } : {}),
    ...(answer.audit && Object.keys(answer.audit).length > 0 ? { auditAnnotations: answer.audit } : {}),
  }
  if (!answer.allowed) {
    const status = statuses[answer.denial ?? 'forbidden']
    return {
      allowed: false,
      status: { ...status, message: laidOut(answer.message ?? 'refused') },
      ...extras,
    }
  }
  const operations = answer.operations ?? []
  const patch =
    operations.length > 0 ? { patchType: 'JSONPatch' as const, patch: endingPatch(operations) } : {}
  return { allowed: true, ...patch, ...extras }
}

/** The document that goes back, of a response without a patch. */
export function reviewOf(uid: string, response: Omit<AdmissionResponse, 'patch'>) {
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    response: { uid, ...response },
  } as const
}

/** The whole document as text, for any number of reviews. */
export function reviewText({ patch, ...rest }: AdmissionResponse): (uid: string) => ReplyText {
  const empty = '"uid":""'
  const text = JSON.stringify(reviewOf('', rest))
  // the first one: it is written before anything that others have said
  const at = text.indexOf(empty)
  const before = text.slice(0, at)
  const after = text.slice(at + empty.length)
  if (patch === undefined) return (uid) => ({ own: `${before}"uid":${JSON.stringify(uid)}${after}` })
  const upTo = `${after.slice(0, -2)},"patch":"`
  return (uid) => ({ own: `${before}"uid":${JSON.stringify(uid)}${upTo}`, common: patch })
}
