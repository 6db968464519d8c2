/**
 * Reviews, objects and contexts that read like sentences.
 * @module
 */
import { Buffer } from 'node:buffer'
import jsonpatch from 'jsonpatch'
import { annotations } from '../../src/vocabulary/names.ts'
import type { WebhookContext } from '../../webhooks/context.ts'
import type { Answer } from '../../webhooks/response.ts'
import type { AdmissionRequest, ReviewedObject } from '../../webhooks/review.ts'
import { cluster, knowing, nodes } from '../decide/builders.ts'

export interface TestObject extends ReviewedObject {
  readonly kind: string
  readonly metadata: NonNullable<ReviewedObject['metadata']>
  readonly spec: Readonly<Record<string, unknown>>
}

const group = 'aim.engine.amd.com'

/** An endpoint that fits on one MI300X, with the spec given instead where there is one. */
export function endpoint(spec: Readonly<Record<string, unknown>> = fits): TestObject {
  return {
    apiVersion: `${group}/v1alpha1`,
    kind: 'AIMEndpoint',
    metadata: { name: 'qwen', namespace: 'default' },
    spec,
  }
}

export const fits = {
  model: { id: 'Qwen/Qwen3-32B' },
  recipe: { autoSelect: true },
  resources: { gpuCount: 1 },
}
/** 378 GiB of weights on one GPU. */
export const tooLarge = {
  model: { id: 'meta-llama/Llama-3.1-405B-Instruct-FP8' },
  recipe: { precision: 'fp8' },
  resources: { gpuCount: 1 },
}

export function recipe(spec: Readonly<Record<string, unknown>> = {}): TestObject {
  return {
    apiVersion: `${group}/v1alpha1`,
    kind: 'AIMRecipe',
    metadata: { name: 'qwen3-32b-mi300x-bf16' },
    spec: {
      modelId: 'Qwen/Qwen3-32B',
      hardware: 'MI300X',
      precision: 'bf16',
      backend: 'vllm',
      configurations: [{ gpuCount: 1, enabled: true, args: ['--max-model-len=32768'] }],
      ...spec,
    },
  }
}

export function withMetadata(object: TestObject, metadata: Readonly<Record<string, unknown>>): TestObject {
  return { ...object, metadata: { ...object.metadata, ...metadata } }
}

/** As the API server has it after the creation: with a UID, and the pin that mutation gave it. */
export function stored(object: TestObject, pin?: string): TestObject {
  return withMetadata(object, { uid: 'uid-1', ...(pin === undefined ? {} : pinned(pin)) })
}

export const pinned = (pin: string) => ({ annotations: { [annotations.pin]: pin } })
export const pinIn = (object: ReviewedObject) => object.metadata?.annotations?.[annotations.pin]

function request(
  operation: AdmissionRequest['operation'],
  object: TestObject | null,
  oldObject: TestObject | null,
): AdmissionRequest {
  const { kind, metadata } = (object ?? oldObject) as TestObject
  return {
    uid: 'review-1',
    kind: { group, version: 'v1alpha1', kind },
    operation,
    name: metadata.name,
    namespace: metadata.namespace,
    object,
    oldObject,
  }
}

export const creating = (object: TestObject) => request('CREATE', object, null)
export const updating = (oldObject: TestObject, object: TestObject) => request('UPDATE', object, oldObject)
export const deleting = (oldObject: TestObject) => request('DELETE', null, oldObject)

export function reviewing(of: AdmissionRequest) {
  return { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request: of }
}

/** Two free MI300X nodes. */
export function context(over: Partial<WebhookContext['decision']> = {}): WebhookContext {
  return { decision: { ...knowing(cluster(nodes('MI300X', 2))), ...over }, recipeUsers: {} }
}

/** The object after the patch of an answer. */
export function patched(object: TestObject, answer: Answer): TestObject {
  return jsonpatch.apply_patch(structuredClone(object), [...(answer.operations ?? [])]) as TestObject
}

/** The operations inside a response, as text or as the bytes of that. */
export function operationsOf({ patch = '' }: { readonly patch?: string | Uint8Array }): unknown {
  return JSON.parse(Buffer.from(Buffer.from(patch).toString(), 'base64').toString())
}
