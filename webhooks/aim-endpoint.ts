/**
 * AIMEndpoint at admission: held to a plan.
 * @module
 */
import { type AIMEndpoint, cacheOf, parseAIMEndpoint, toIntentRequest } from '../src/api/aim/endpoint.ts'
import { cacheWish, readWish } from '../src/api/aim/endpoint-forms.ts'
import { missingStorageClass } from '../src/decide/cache/storage-class.ts'
import { type CacheUse, podsOfUse } from '../src/decide/cache/use.ts'
import { canonicalJson } from '../src/vocabulary/names.ts'
import { withDoubts, withWarnings } from './cache-use.ts'
import type { WebhookContext } from './context.ts'
import { parsedOnce } from './parsed-once.ts'
import { mutatePinned, type PinnedKind, validatePinned } from './pinned-kind.ts'
import type { Answer } from './response.ts'
import type { AdmissionRequest } from './review.ts'
import { scopeOf } from './scope.ts'

const parse = parsedOnce(parseAIMEndpoint)

const endpoints: PinnedKind = {
  read(object) {
    const { endpoint, errors } = parse(object)
    return { errors, ...(endpoint === undefined ? {} : { wanted: toIntentRequest(endpoint) }) }
  },
  askedFor,
}

/** Adds the pin of the chosen plan, or keeps the one there is when the intent did not change. */
export function mutateEndpoint(request: AdmissionRequest, context: WebhookContext): Answer {
  return mutatePinned(endpoints, request, context)
}

/** Rules on the pinned plan, or on a fresh decision where nothing could be pinned. */
export function validateEndpoint(request: AdmissionRequest, context: WebhookContext): Answer {
  const answer = validatePinned(endpoints, request, context)
  if (!answer.allowed || scopeOf(request) !== 'judged') return answer
  const { endpoint } = parse(request.object)
  if (endpoint === undefined) return answer
  const { enabled, storageClass } = endpoint.spec.cache ?? {}
  const doubts = missingStorageClass(
    enabled === true ? storageClass : undefined,
    'spec.cache.storageClass',
    context.decision.storageClasses,
  )
  return withWarnings(withDoubts(answer, useOf(endpoint), context), doubts)
}

function useOf(endpoint: AIMEndpoint): CacheUse {
  const request = toIntentRequest(endpoint)
  const { namespace, intent } = request
  const path = readWish(cacheWish, endpoint.spec).path
  return { namespace, model: intent.model.id, cache: cacheOf(endpoint.spec), path, pods: podsOfUse(request) }
}

function askedFor(spec: Readonly<Record<string, unknown>>): string {
  const resources = (spec.resources ?? {}) as Record<string, unknown>
  const {
    model,
    modelId,
    recipe,
    precision,
    backend,
    autoSelect,
    gpuCount,
    distributed,
    maxModelLen,
    engineArgs,
    image,
    nodeSelector,
    tolerations,
  } = spec
  return canonicalJson([
    model,
    modelId,
    recipe,
    precision,
    backend,
    autoSelect,
    gpuCount,
    resources.gpuCount,
    distributed,
    maxModelLen,
    engineArgs,
    image,
    nodeSelector,
    tolerations,
  ])
}
