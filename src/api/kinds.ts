/**
 * Every kind there is.
 * @module
 */
import { aimEndpointKind } from './aim/endpoint-kind.ts'
import { aimRecipeKind } from './aim/recipe-kind.ts'
import { toCustomResourceDefinition } from './crd.ts'
import { inferenceServiceKind } from './inference/inference-service-kind.ts'
import { gpuWorkloadKind } from './warp/workload-kind.ts'

export const kinds = [aimEndpointKind, aimRecipeKind, gpuWorkloadKind, inferenceServiceKind] as const

/** The definitions of all kinds, in the order of the list. */
export function customResourceDefinitions() {
  return [
    toCustomResourceDefinition(aimEndpointKind),
    toCustomResourceDefinition(aimRecipeKind),
    toCustomResourceDefinition(gpuWorkloadKind),
    toCustomResourceDefinition(inferenceServiceKind),
  ]
}
