/**
 * How layers are dealt to pipeline stages: evenly, the remainder one each, so the fullest stage decides what fits.
 * Source: vLLM `distributed/utils.py` (`get_pp_indices`).
 * @module
 */

/** Share of the layers on the fullest of `pipelineParallel` stages. */
export function fullestStage(layers: number, pipelineParallel: number): number {
  return Math.ceil(layers / pipelineParallel) / layers
}
