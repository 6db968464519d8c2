/**
 * Endpoints, planned and rendered the way the controller does.
 * @module
 */
import { type AIMEndpoint, parseAIMEndpoint, toIntentRequest } from '../../src/api/aim/endpoint.ts'
import { decide } from '../../src/decide/decide.ts'
import type { Candidate } from '../../src/decide/decision.ts'
import { renderEndpoint } from '../../src/render/endpoint.ts'
import type { RenderedObject } from '../../src/render/object.ts'
import { formatFieldError } from '../../src/vocabulary/field-error.ts'
import { knowing, recipe, sandboxHardware } from '../decide/builders.ts'

export const qwen = 'Qwen/Qwen3-32B'

/** An endpoint as the API server has it; throws with every problem of the spec. */
export function endpoint(name: string, spec: Record<string, unknown> = {}): AIMEndpoint {
  const object = {
    apiVersion: 'aim.engine.amd.com/v1alpha1',
    kind: 'AIMEndpoint',
    metadata: { name, namespace: 'serving', uid: '6f1c0a52-0000-4000-8000-000000000001', generation: 1 },
    spec: { ...('modelId' in spec || 'model' in spec ? {} : { modelId: qwen }), ...spec },
  }
  const parsed = parseAIMEndpoint(object)
  if (parsed.endpoint === undefined) throw new Error(parsed.errors.map(formatFieldError).join('\n'))
  return parsed.endpoint
}

export const recipes = [
  recipe('qwen3-32b-mi300x-bf16', { modelId: qwen }),
  recipe('qwen3-32b-mi300x-bf16-sglang', { modelId: qwen, backend: 'sglang' }),
  recipe('qwen3-32b-mi300x-fp8', { modelId: qwen, precision: 'fp8' }),
]

/** What is chosen for it on the sandbox's nodes. */
export function candidateOf(object: AIMEndpoint): Candidate {
  const decision = decide(toIntentRequest(object), knowing(sandboxHardware, recipes))
  if (decision.chosen === undefined) throw new Error(`nothing is chosen: ${JSON.stringify(decision.reasons)}`)
  return decision.chosen.candidate
}

export function rendered(name: string, spec: Record<string, unknown> = {}): RenderedObject[] {
  const object = endpoint(name, spec)
  return renderEndpoint({ endpoint: object, candidate: candidateOf(object), version: '0.1.0' })
}

/** The object of a kind among the rendered ones. */
export function only(objects: readonly RenderedObject[], kind: string): RenderedObject {
  const [found, second] = objects.filter((object) => object.kind === kind)
  if (found === undefined || second !== undefined) throw new Error(`not exactly one ${kind}`)
  return found
}

interface Container {
  readonly name: string
  readonly image: string
  readonly imagePullPolicy?: string
  readonly command: readonly string[]
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[]
  readonly resources: { readonly requests: Record<string, string>; readonly limits: Record<string, string> }
  readonly startupProbe: { readonly periodSeconds: number; readonly failureThreshold: number }
}

interface Template {
  readonly metadata: {
    readonly labels: Record<string, string>
    readonly annotations: Record<string, string>
  }
  readonly spec: Readonly<Record<string, unknown>> & { readonly containers: readonly [Container] }
}

export function template(objects: readonly RenderedObject[]): Template {
  return only(objects, 'Deployment').spec?.template as unknown as Template
}

export function container(objects: readonly RenderedObject[]): Container {
  return template(objects).spec.containers[0]
}
