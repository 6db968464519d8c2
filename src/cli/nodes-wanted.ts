/**
 * How many nodes of a kind an assumed cluster needs, so that what spans nodes is judged by its model and not by the assumption.
 * @module
 */
import { parseInferenceService, toIntentRequest } from '../api/inference/inference-service.ts'
import { inferenceServiceKind } from '../api/inference/inference-service-kind.ts'

/** Assumed for a replica that may span as many nodes as it takes. */
const nodesOfOpenSize = 8

/** The most that one replica of the objects spans; 1 where none spans nodes. */
export function nodesWanted(objects: readonly Readonly<Record<string, unknown>>[]): number {
  const sizes = objects
    .filter(({ kind }) => kind === inferenceServiceKind.kind)
    .map((object) => {
      const { service } = parseInferenceService(object)
      const { distributed } = service === undefined ? {} : toIntentRequest(service).intent
      return distributed === undefined ? 1 : (distributed.nodes ?? nodesOfOpenSize)
    })
  return Math.max(1, ...sizes)
}
