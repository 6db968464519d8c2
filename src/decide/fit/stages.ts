/**
 * How layers are dealt to pipeline stages.
 * Source: `get_pp_indices` of vLLM 0.11 to 0.33 and of SGLang 0.5.9 to 0.5.23 (`distributed/utils.py` of each).
 * @module
 */
import type { Backend } from '../../catalog/recipe.ts'

/** Layers of one stage: the first, and the one after the last. */
export type StageRange = readonly [from: number, to: number]

/**
 * Layer ranges of the stages, in order. vLLM gives the remainder one each to the stages before the last, backwards; SGLang to
 * the last ones. `partition` (VLLM_PP_LAYER_PARTITION, SGLANG_PP_LAYER_PARTITION) is taken as it is written: whether it is
 * legal is `legality.ts`'s business.
 */
export function stageRanges(
  layers: number,
  pipelineParallel: number,
  partition?: readonly number[],
  backend: Backend = 'vllm',
): readonly StageRange[] {
  const counts = partition ?? dealt(layers, pipelineParallel, backend)
  let from = 0
  return counts.map((count) => {
    const range: StageRange = [from, from + count]
    from += count
    return range
  })
}

function dealt(layers: number, stages: number, backend: Backend): number[] {
  const remainder = layers % stages
  const afterLast = backend === 'vllm' ? stages - 1 : stages
  return Array.from({ length: stages }, (_, stage) => {
    const takesOneMore = stage < afterLast && stage >= afterLast - remainder
    return Math.floor(layers / stages) + (takesOneMore ? 1 : 0)
  })
}
