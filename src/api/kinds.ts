/**
 * Every kind there is.
 * @module
 */
import { aimCacheKind } from './aim/cache-kind.ts'
import { aimEndpointKind } from './aim/endpoint-kind.ts'
import { aimRecipeKind } from './aim/recipe-kind.ts'
import { toCustomResourceDefinition } from './crd.ts'
import { inferenceServiceKind } from './inference/inference-service-kind.ts'
import { modelCacheKind } from './inference/model-cache-kind.ts'
import { gpuWorkloadKind } from './warp/workload-kind.ts'

export const kinds = [
  aimCacheKind,
  aimEndpointKind,
  aimRecipeKind,
  gpuWorkloadKind,
  inferenceServiceKind,
  modelCacheKind,
] as const

/** The definitions of all kinds, in the order of the list. */
export function customResourceDefinitions() {
  return [
    toCustomResourceDefinition(aimCacheKind),
    toCustomResourceDefinition(aimEndpointKind),
    toCustomResourceDefinition(aimRecipeKind),
    toCustomResourceDefinition(gpuWorkloadKind),
    toCustomResourceDefinition(inferenceServiceKind),
    toCustomResourceDefinition(modelCacheKind),
  ]
}
