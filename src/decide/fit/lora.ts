/**
 * Slots for LoRA adapters, made empty while the model loads: vLLM counts them into "Model loading took".
 * Source: vLLM `lora/layers/*` 0.33.0 (`create_lora_weights`).
 * @module
 */
import { layerCounts, type ModelShape } from '../../catalog/model-shape.ts'
import { bytesPerGiB } from '../../vocabulary/quantity.ts'
import { type Linear, lengthOnRank, linearsOf, rowsOnRank } from './linears.ts'

export interface LoraInput {
  readonly shape: ModelShape
  readonly stage: readonly [from: number, to: number]
  readonly tensorParallel: number
  /** `--max-loras`. Default 1. */
  readonly adapters?: number
  /** `--max-lora-rank`. Default 16. */
  readonly rank?: number
  readonly modelBytes: 2 | 4
}

/** Routers, indexers and their like take no adapters. */
const adapted: ReadonlySet<Linear['class']> = new Set([
  'attention',
  'stateMixer',
  'dense',
  'sharedExperts',
  'experts',
])

/** Every fused part has a matrix of its own going in; one goes out to all their rows. */
function elementsPerRank(linear: Linear, tensorParallel: number): number {
  const into = lengthOnRank(linear, tensorParallel) * linear.outputs.length
  return (into + rowsOnRank(linear, tensorParallel)) * (linear.copies ?? 1)
}

/** GiB on one rank. */
export function loraGiB(input: LoraInput): number {
  const { shape, tensorParallel, adapters = 1, rank = 16, modelBytes } = input
  const linears = linearsOf(shape)
  let elements = 0
  for (const [kind, count] of layerCounts(shape, ...input.stage)) {
    for (const linear of linears.get(kind) ?? []) {
      if (adapted.has(linear.class)) elements += count * elementsPerRank(linear, tensorParallel)
    }
  }
  return (elements * adapters * rank * modelBytes) / bytesPerGiB
}
