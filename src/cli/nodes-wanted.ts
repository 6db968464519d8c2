/**
 * How many nodes of a kind an assumed cluster needs, so that what spans nodes is judged by its model and not by the assumption.
 * @module
 */
import { toIntentRequest as endpointRequest, parseAIMEndpoint } from '../api/aim/endpoint.ts'
import { aimEndpointKind } from '../api/aim/endpoint-kind.ts'
import { parseInferenceService, toIntentRequest } from '../api/inference/inference-service.ts'
import { inferenceServiceKind } from '../api/inference/inference-service-kind.ts'
import type { Intent } from '../api/intent.ts'
import { parseWorkload, toIntentRequest as workloadRequest } from '../api/workload/workload.ts'
import { leaderWorkerSet } from '../api/workload/workload-kinds.ts'

/** Assumed for a replica that may span as many nodes as it takes. */
const nodesOfOpenSize = 8

/** The most that one replica of the objects spans; 1 where none spans nodes. */
export function nodesWanted(objects: readonly Readonly<Record<string, unknown>>[]): number {
  const sizes = objects.map((object) => {
    const distributed = distributedBy(object)
    return distributed === undefined ? 1 : (distributed.nodes ?? nodesOfOpenSize)
  })
  return Math.max(1, ...sizes)
}

function distributedBy(object: Readonly<Record<string, unknown>>): Intent['distributed'] {
  if (object.kind === inferenceServiceKind.kind) {
    const { service } = parseInferenceService(object)
    return service && toIntentRequest(service).intent.distributed
  }
  if (object.kind === aimEndpointKind.kind) {
    const { endpoint } = parseAIMEndpoint(object)
    return endpoint && endpointRequest(endpoint).intent.distributed
  }
  if (object.kind !== leaderWorkerSet.kind) return undefined
  const { workload } = parseWorkload(object)
  return workload && workloadRequest(workload).intent.distributed
}
