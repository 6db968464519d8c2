/**
 * The formulas people compute fits with today, as their sources state them, to be measured beside ours on the same starts.
 * @module
 */

import { parametersOf } from '../../src/catalog/model-parameters.ts'
import { weightFormats } from '../../src/catalog/weight-format.ts'
import type { Understanding } from '../../src/decide/calculator/understand-question.ts'
import { precisionBits } from '../../src/vocabulary/precision.ts'
import { bytesPerGiB } from '../../src/vocabulary/quantity.ts'

export interface Estimate {
  /** Per GPU. */
  readonly weightsGiB: number
  /** Per GPU, left for the cache. */
  readonly kvCacheGiB: number
  /** That many tokens of cache in a memory, per GPU; undefined where the formula has no notion of a cache. */
  readonly tokensIn?: (kvCacheGiB: number) => number
  readonly fits: boolean
}

interface Facts {
  /** Whole model at its stored precision, GiB. */
  readonly weightsGiB: number
  readonly bits: number
  readonly ranks: number
  readonly deviceGiB: number
  readonly fraction: number
  readonly length: number
  /** Every layer as full attention, whole model, bytes a token. */
  readonly bytesPerToken: number
  readonly experts: boolean
  readonly family: string
  readonly encoder: boolean
}

export type Calculator = (facts: Facts) => Estimate

/** What all of them start from. Undefined where the layers are not known. */
export function factsOf({ model, input, question }: Understanding): Facts | undefined {
  const { shape } = model
  const parameters = shape && parametersOf(shape)
  if (shape === undefined || parameters === undefined) return undefined
  const bits = precisionBits[weightFormats[model.loadedAs]]
  const element = question.kvCacheDtype?.startsWith('fp8') ? 1 : 2
  let bytesPerToken = 0
  for (const index of shape.layers) {
    const mixer = shape.kinds[index]?.mixer
    if (mixer?.kind === 'attention')
      bytesPerToken += mixer.kvHeads * (mixer.headDim + mixer.valueHeadDim) * element
    if (mixer?.kind === 'latent') bytesPerToken += (mixer.kvRank + mixer.ropeDim) * element
  }
  return {
    weightsGiB: (parameters * bits) / 8 / bytesPerGiB,
    bits,
    ranks: input.gpuCount,
    deviceGiB: input.deviceGiB,
    fraction: question.memoryFraction ?? 0.9,
    length: question.maxModelLen ?? shape.maxPositions,
    bytesPerToken,
    experts: shape.kinds.some(({ feedForward }) => feedForward.kind === 'experts'),
    family: shape.architecture,
    encoder: shape.encoder !== undefined,
  }
}

const even =
  ({ bytesPerToken, ranks }: Facts) =>
  (gib: number) =>
    bytesPerToken === 0 ? 0 : (gib * bytesPerGiB * ranks) / bytesPerToken

/** Parameters × bytes × 1.2, as in vLLM's recipes and EleutherAI's rule. */
const twentyPercent: Calculator = ({ weightsGiB, ranks, deviceGiB, fraction }) => {
  const need = (weightsGiB * 1.2) / ranks
  return { weightsGiB: weightsGiB / ranks, kvCacheGiB: deviceGiB * fraction - need, fits: need <= deviceGiB }
}

/** KAITO's node estimator: 84 % of the memory, 2.3 GiB and 5 % beside the weights, cache split evenly. */
const kaito: Calculator = (facts) => {
  const { weightsGiB, ranks, deviceGiB, length, bytesPerToken } = facts
  const available = deviceGiB * 0.84
  const cache = (length * bytesPerToken) / bytesPerGiB
  const need = weightsGiB * 1.02 + 2.3 + weightsGiB * 0.05 + cache
  return {
    weightsGiB: (weightsGiB * 1.02) / ranks,
    kvCacheGiB: available - (weightsGiB * 1.07 + 2.3) / ranks,
    tokensIn: even(facts),
    fits: Math.floor(need / available) + 1 <= ranks,
  }
}

/** llm-d planner: whole bytes a weight, activation constants by family, non-torch by GPU count. */
const llmd: Calculator = (facts) => {
  const { weightsGiB, bits, ranks, deviceGiB, fraction, length, experts, family, encoder } = facts
  const weights = (weightsGiB * Math.floor(bits / 8) * 8) / bits / ranks
  const byFamily = family.startsWith('Llama') ? 4.8 : family.startsWith('Qwen') ? 5.6 : undefined
  const activation = byFamily ?? (encoder ? 2.5 : experts ? 8 : 5.5)
  const kvCacheGiB = deviceGiB * fraction - weights - activation - (ranks === 1 ? 0.15 : 0.6)
  const tokensIn = even(facts)
  return { weightsGiB: weights, kvCacheGiB, tokensIn, fits: tokensIn(kvCacheGiB) >= length }
}

/** GPUStack: weights × 1.2 + 2 GiB. */
const gpustack: Calculator = ({ weightsGiB, ranks, deviceGiB, fraction }) => {
  const need = (weightsGiB * 1.2 + 2) / ranks
  return {
    weightsGiB: weightsGiB / ranks,
    kvCacheGiB: deviceGiB * fraction - need,
    fits: need <= deviceGiB * fraction,
  }
}

export const otherCalculators: Readonly<Record<string, Calculator>> = {
  'params x 1.2': twentyPercent,
  KAITO: kaito,
  'llm-d planner': llmd,
  GPUStack: gpustack,
}
