/**
 * InferenceService at admission: held to a plan, over as many nodes as it takes. A spec that leaves the wish alone (replicas, ports,
 * monitoring) is never judged again.
 * @module
 */
import {
  cacheOf,
  type InferenceService,
  parseInferenceService,
  toIntentRequest,
} from '../src/api/inference/inference-service.ts'
import { withoutEffect } from '../src/api/inference/without-effect.ts'
import { type CacheUse, podsOfUse } from '../src/decide/cache/use.ts'
import { canonicalJson } from '../src/vocabulary/names.ts'
import { withDoubts } from './cache-use.ts'
import type { WebhookContext } from './context.ts'
import { parsedOnce } from './parsed-once.ts'
import { mutatePinned, type PinnedKind, validatePinned } from './pinned-kind.ts'
import { warningOf } from './problems.ts'
import type { Answer } from './response.ts'
import type { AdmissionRequest } from './review.ts'
import { scopeOf } from './scope.ts'

const parse = parsedOnce(parseInferenceService)

const services: PinnedKind = {
  read(object) {
    const { service, errors } = parse(object)
    return { errors, ...(service === undefined ? {} : { wanted: toIntentRequest(service) }) }
  },
  askedFor: ({ model, backend, vllm, resources, distributed, nodeSelector, tolerations }) =>
    canonicalJson([model, backend, vllm, resources, distributed, nodeSelector, tolerations]),
}

/** Adds the pin of the chosen plan, or keeps the one there is when the intent did not change. */
export function mutateInferenceService(request: AdmissionRequest, context: WebhookContext): Answer {
  return mutatePinned(services, request, context)
}

/** Rules on the pinned plan, and names fields that nobody knows. */
export function validateInferenceService(request: AdmissionRequest, context: WebhookContext): Answer {
  const answer = validatePinned(services, request, context)
  if (!answer.allowed || scopeOf(request) !== 'judged') return answer
  const { service, warnings } = parse(request.object)
  const told = [...warnings, ...(service === undefined ? [] : withoutEffect(service.spec))].map(warningOf)
  const said = told.length === 0 ? answer : { ...answer, warnings: [...told, ...(answer.warnings ?? [])] }
  return service === undefined ? said : withDoubts(said, useOf(service), context)
}

function useOf(service: InferenceService): CacheUse {
  const request = toIntentRequest(service)
  const { namespace, intent } = request
  return {
    namespace,
    model: intent.model.id,
    cache: cacheOf(service.spec),
    path: 'spec.storage.modelCache',
    pods: podsOfUse(request),
  }
}
