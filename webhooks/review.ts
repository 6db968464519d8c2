/**
 * The AdmissionReview v1 envelope: what is read of a request. The object inside is judged by its own kind's schema.
 * @module
 */
import { z } from 'zod'
import { cut } from '../src/vocabulary/cut.ts'

/** The API server's are 36 characters long. They are echoed, so what somebody makes up has an end. */
const maxUid = 256
/** Of a review that cannot be read, this many faults are told. */
const maxFaults = 5

const groupVersionKind = z.looseObject({ group: z.string(), version: z.string(), kind: z.string() })

const kubeObject = z.looseObject({
  metadata: z
    .looseObject({
      name: z.string().optional(),
      namespace: z.string().optional(),
      uid: z.string().optional(),
      deletionTimestamp: z.string().nullish(),
      annotations: z.record(z.string(), z.string()).nullish(),
    })
    .optional(),
})

/** The part of an object under review that every handler may rely on. */
export type ReviewedObject = z.infer<typeof kubeObject>

const admissionRequest = z.looseObject({
  uid: z.string().min(1).max(maxUid),
  kind: groupVersionKind,
  operation: z.enum(['CREATE', 'UPDATE', 'DELETE', 'CONNECT']),
  name: z.string().optional(),
  namespace: z.string().optional(),
  object: kubeObject.nullish(),
  oldObject: kubeObject.nullish(),
  dryRun: z.boolean().nullish(),
})

export type AdmissionRequest = z.infer<typeof admissionRequest>

const admissionReview = z.looseObject({
  apiVersion: z.literal('admission.k8s.io/v1'),
  kind: z.literal('AdmissionReview'),
  request: admissionRequest,
})

/** Either the request, or what is wrong with it and the uid if one could be read all the same. */
export type ReadReview =
  | { readonly request: AdmissionRequest }
  | { readonly problem: string; readonly uid: string | undefined }

const anyUid = z.looseObject({ request: z.looseObject({ uid: z.string().min(1).max(maxUid) }) })

/** Reads a review from the text of a request's body; never throws. */
export function readReview(body: string): ReadReview {
  if (body.trim() === '')
    return { problem: 'the body is empty; an AdmissionReview is wanted', uid: undefined }
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return { problem: 'the body is not JSON', uid: uidIn(body) }
  }
  const parsed = admissionReview.safeParse(value)
  if (parsed.success) {
    const { request } = parsed.data
    const needsObject = request.operation === 'CREATE' || request.operation === 'UPDATE'
    if (needsObject && !request.object)
      return { problem: `request.object: a ${request.operation} has one`, uid: request.uid }
    return { request }
  }
  const problems = parsed.error.issues
    .slice(0, maxFaults)
    .map((issue) => cut(`${issue.path.join('.') || 'body'}: ${issue.message}`, 256))
  return {
    problem: `not an admission.k8s.io/v1 AdmissionReview with a request: ${problems.join('; ')}`,
    uid: anyUid.safeParse(value).data?.request.uid,
  }
}

/** The uid of a review that is refused unread: the API server writes it among the first fields. */
export function uidIn(text: string): string | undefined {
  return /"uid"\s*:\s*"([^"\\]{1,128})"/.exec(text.slice(0, 4096))?.[1]
}

/** Whether the API server is only waiting for finalizers to let the object go. */
export function isBeingDeleted(object: ReviewedObject | null | undefined): boolean {
  return Boolean(object?.metadata?.deletionTimestamp)
}
