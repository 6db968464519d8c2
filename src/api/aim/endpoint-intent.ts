/**
 * AIMEndpoint → intent.
 * @module
 */
import { parsePrecision } from '../../vocabulary/precision.ts'
import type { CacheReference } from '../cache/reference.ts'
import { distributedWish } from '../fields/distributed.ts'
import { fitModeOf } from '../fit-annotation.ts'
import type { Intent, IntentRequest } from '../intent.ts'
import type { AIMEndpoint } from './endpoint.ts'
import {
  type AIMEndpointSpec,
  backendWish,
  cacheWish,
  gpuCountWish,
  modelWish,
  precisionWish,
  readWish,
} from './endpoint-forms.ts'

/** What a parsed endpoint wants. Paths point at the form the user wrote, or at the nested one. */
export function toIntentRequest(endpoint: AIMEndpoint): IntentRequest {
  const { metadata, spec } = endpoint
  const model = readWish(modelWish, spec)
  const gpuCount = readWish(gpuCountWish, spec)
  const precision = readWish(precisionWish, spec)
  const backend = readWish(backendWish, spec)
  const canonical = precision.value === undefined ? undefined : parsePrecision(precision.value)
  const fit = fitModeOf(metadata)
  const image = imageReference(spec)
  const intent: Intent = {
    model: {
      id: model.value ?? '',
      ...(spec.model?.revision === undefined ? {} : { revision: spec.model.revision }),
    },
    ...(canonical === undefined ? {} : { precision: canonical }),
    ...(backend.value === undefined ? {} : { backend: backend.value }),
    ...(spec.recipe?.objective === undefined ? {} : { objective: spec.recipe.objective }),
    ...(gpuCount.value === undefined ? {} : { gpuCount: gpuCount.value }),
    ...(spec.recipe?.customRecipe === undefined ? {} : { recipe: spec.recipe.customRecipe.name }),
    ...(spec.maxModelLen === undefined ? {} : { maxModelLen: spec.maxModelLen }),
    ...distributedWish(spec.distributed),
    engineArgs: spec.engineArgs ?? [],
    ...(image === undefined ? {} : { image }),
    nodeSelector: spec.nodeSelector ?? {},
    tolerations: spec.tolerations ?? [],
  }
  return {
    kind: endpoint.kind,
    name: metadata.name,
    namespace: metadata.namespace ?? 'default',
    intent,
    paths: {
      model: model.path,
      gpuCount: gpuCount.path,
      precision: precision.path,
      backend: backend.path,
      recipe: 'spec.recipe.customRecipe.name',
      maxModelLen: 'spec.maxModelLen',
      engineArgs: 'spec.engineArgs',
      image: 'spec.image',
      nodeSelector: 'spec.nodeSelector',
      nodes: 'spec.distributed.size',
      distributed: 'spec.distributed.enabled',
    },
    replicas: mostReplicas(spec),
    ...(fit === undefined ? {} : { fit }),
    ...(spec.env === undefined ? {} : { env: spec.env }),
  }
}

/** The cache that holds the model; `undefined` where the endpoint names none. */
export function cacheOf(spec: AIMEndpointSpec): CacheReference | undefined {
  const { value } = readWish(cacheWish, spec)
  return value === undefined ? undefined : { kind: 'AIMCache', name: value }
}

/** `repository:tag` or `repository@sha256:…`; `undefined` when the image is left to fitgate. */
export function imageReference({ image }: AIMEndpointSpec): string | undefined {
  if (image?.repository === undefined) return undefined
  if (image.tag === undefined) return image.repository
  return `${image.repository}${image.tag.startsWith('sha256:') ? '@' : ':'}${image.tag}`
}

/** Replicas without an autoscaler; `undefined` when an autoscaler owns the count. */
export function fixedReplicas(spec: AIMEndpointSpec): number | undefined {
  if ((spec.scaling?.maxReplicas ?? 1) > 1) return undefined
  return spec.replicas ?? spec.scaling?.minReplicas ?? 1
}

function mostReplicas(spec: AIMEndpointSpec): number {
  return fixedReplicas(spec) ?? spec.scaling?.maxReplicas ?? 1
}
