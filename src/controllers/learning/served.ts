/**
 * What serves, of whichever kind, as an engine's own numbers are read of it. Pure.
 * @module
 */
import { parseAIMEndpoint, toIntentRequest } from '../../api/aim/endpoint.ts'
import { asEndpoint } from '../../api/inference/as-endpoint.ts'
import {
  type InferenceService,
  parseInferenceService,
  toIntentRequest as toServiceRequest,
} from '../../api/inference/inference-service.ts'
import { inferenceServiceKind } from '../../api/inference/inference-service-kind.ts'
import type { IntentRequest } from '../../api/intent.ts'
import type { Candidate } from '../../decide/decision.ts'
import { parsePin, pinHolds } from '../../decide/pin.ts'
import type { KubeObject } from '../../kube/types.ts'
import { leaderLabels } from '../../render/leader-worker-set.ts'
import { selectorOf } from '../../render/object.ts'
import { defaultPort } from '../../render/paths.ts'
import { findCondition } from '../../vocabulary/conditions.ts'
import { annotations } from '../../vocabulary/names.ts'
import type { EndpointObject } from '../aim-endpoint/reconcile.ts'
import { notedRepair, repaired } from '../aim-endpoint/repair.ts'
import { asEndpointStatus } from '../inference-service/status.ts'

/** An object that serves, as it is watched. */
export type ServingObject = EndpointObject | (InferenceService & KubeObject)

export interface Served {
  readonly request: IntentRequest
  /** The plan that its pin holds it to, with what a start taught of it. */
  readonly candidate: Candidate
  /** Of its pods that answer requests. */
  readonly labels: Readonly<Record<string, string>>
  /** Of the engine. */
  readonly port: number
}

/** `undefined` of one that does not serve, or is held to no plan. */
export function servedBy(object: ServingObject): Served | undefined {
  if (findCondition(object.status?.conditions, 'Ready')?.status !== 'True') return undefined
  const understood = understand(object)
  const pin = parsePin(object.metadata.annotations?.[annotations.pin])
  if (understood === undefined || pin === undefined) return undefined
  const { endpoint, request } = understood
  const { name, namespace = '', uid } = object.metadata
  if (!pinHolds(pin, request.intent, { name, namespace, ...(uid === undefined ? {} : { uid }) }))
    return undefined
  const candidate = repaired(pin.candidate, notedRepair(endpoint.status, request.intent))
  const isGroup = (candidate.nodes ?? 1) > 1
  return {
    request,
    candidate,
    labels: { ...selectorOf(endpoint), ...(isGroup ? leaderLabels : {}) },
    port: endpoint.spec.service?.targetPort ?? defaultPort,
  }
}

function understand(object: ServingObject) {
  if (!isService(object)) {
    const { endpoint } = parseAIMEndpoint(object)
    return endpoint && { endpoint, request: toIntentRequest(endpoint) }
  }
  const { service } = parseInferenceService(object)
  if (service === undefined) return undefined
  const endpoint = { ...asEndpoint(service), status: asEndpointStatus(service.status) }
  return { endpoint, request: toServiceRequest(service) }
}

const isService = (object: ServingObject): object is InferenceService & KubeObject =>
  object.kind === inferenceServiceKind.kind
