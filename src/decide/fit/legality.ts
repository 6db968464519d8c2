/**
 * What no memory can make legal: layouts, shapes, formats and lengths that an engine refuses. Texts quote the engine's own.
 * @module
 */
import type { ModelShape } from '../../catalog/model-shape.ts'
import type { StoredWeights } from '../../catalog/stored-weights.ts'
import type { Engine } from '../../engines/settings.ts'
import type { Reason } from '../../vocabulary/reasons.ts'
import { checkpointMethodReasons } from './legality/checkpoint-method.ts'
import { contextReasons } from './legality/context.ts'
import { cacheDtypeReasons, methodReasons, weightFormatReasons } from './legality/formats.ts'
import { decodeContextReasons, deviceReasons, pipelineReasons, replicaReasons } from './legality/parallel.ts'
import { quantisedShapeReasons } from './legality/quantised-shapes.ts'
import {
  encoderReasons,
  expertCountReasons,
  headReasons,
  vocabularyReasons,
  widthReasons,
} from './legality/sharding.ts'
import type { LegalityInput, SplitInput } from './legality/subject.ts'

export { derivedPositions } from './legality/context.ts'
export { formatNotes } from './legality/formats.ts'
export type { Layout, LegalityInput, LegalityPaths, SplitInput } from './legality/subject.ts'

/** In the order in which people should hear of them. */
const layoutRules: readonly ((input: LegalityInput) => Reason[])[] = [
  deviceReasons,
  pipelineReasons,
  replicaReasons,
  decodeContextReasons,
  methodReasons,
  checkpointMethodReasons,
  weightFormatReasons,
  cacheDtypeReasons,
]
const splitRules: readonly ((input: SplitInput) => Reason[])[] = [
  headReasons,
  widthReasons,
  expertCountReasons,
  vocabularyReasons,
  encoderReasons,
]

/** Whether tensors divide over the ranks: heads, widths, experts, vocabulary, encoder, then blocks and groups of quantised layers. */
export function shardingReasons(input: SplitInput): Reason[] {
  const reasons: Reason[] = []
  const { tensorParallel, dataParallel } = input.layout
  if (tensorParallel > 1 || dataParallel > 1) {
    for (const rule of splitRules) reasons.push(...rule(input))
  }
  // sizes that do not divide at all have no blocks to speak of
  if (reasons.length === 0) reasons.push(...quantisedShapeReasons(input))
  return reasons.length < 2 ? reasons : distinct(reasons)
}

/** Layers of one model break a rule alike; it is said once. */
function distinct(reasons: readonly Reason[]): Reason[] {
  const said = new Set<string>()
  return reasons.filter(({ message }) => !said.has(message) && said.add(message))
}

/** Every reason why this plan is illegal; empty when it is legal. */
export function legalityReasons(input: LegalityInput): Reason[] {
  const reasons: Reason[] = []
  for (const rule of layoutRules) reasons.push(...rule(input))
  const { model, shape, engine, effective, paths } = input
  const path = paths.tensorParallel
  reasons.push(...shardingReasons({ model, shape, engine, layout: effective, path }))
  reasons.push(...contextReasons(input))
  return reasons
}

/** Tensor parallel sizes up to `upTo` over which a model's tensors divide, smallest first. */
export function allowedTensorParallel(
  shape: ModelShape,
  stored: StoredWeights,
  upTo: number,
  options: { readonly engine?: Engine; readonly expertParallel?: boolean } = {},
): readonly number[] {
  const { engine = { backend: 'vllm', version: '' }, expertParallel = false } = options
  const model = { id: shape.architecture, stored, loadedAs: stored.format }
  return Array.from({ length: upTo }, (_, i) => i + 1).filter((tensorParallel) => {
    const layout = {
      tensorParallel,
      dataParallel: 1,
      expertParallel,
      multimodal: shape.encoder !== undefined,
    }
    return shardingReasons({ model, shape, engine, layout, path: 'tensor-parallel-size' }).length === 0
  })
}
