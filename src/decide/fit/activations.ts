/**
 * Peak of one step beside the weights, as the engine's profile run finds it: the forward pass or the sampler, whichever is
 * larger, and what either leaves allocated. Sampler bytes by version: `catalog/engine-vllm.ts`.
 * @module
 */
import { type LayerKind, layerCounts, type ModelShape } from '../../catalog/model-shape.ts'
import { bytesPerGiB } from '../../vocabulary/quantity.ts'
import { expertWorkspaceElements } from './activations-experts.ts'
import { compressedBytes, indexerBytes, latentProfileBytes } from './activations-latent.ts'
import { feedForwardElements, type LayerSplit, mixerElements, residualElements } from './activations-layer.ts'
import type { EngineRules } from './engine-rules.ts'

export interface ActivationsInput {
  readonly shape: ModelShape
  readonly rules: Pick<
    EngineRules,
    'samplerBytes' | 'samplerPersistentBytes' | 'expertWorkspace' | 'blockSize' | 'indexerLongFactor'
  >
  readonly tensorParallel: number
  readonly expertParallel: boolean
  /** Layers of the pipeline stage. */
  readonly stage: readonly [from: number, to: number]
  /** Only the first stage encodes images, only the last samples. */
  readonly firstStage: boolean
  readonly lastStage: boolean
  /** Tokens of one step. */
  readonly batchedTokens: number
  readonly sequences: number
  readonly maxModelLen: number
  /** Tokens of a cache block; default the engine's. */
  readonly cacheBlock?: number
  readonly modelBytes: 2 | 4
  /** Images or audio are taken in. */
  readonly multimodal: boolean
}

export interface Activations {
  /** Peak of the forward pass that is freed again. */
  readonly forwardGiB: number
  /** Peak of the sampler that is freed again. */
  readonly samplerGiB: number
  /** Stays allocated once it was used: workspaces, the sampler's buffers. */
  readonly keptGiB: number
  /** What the profile finds in all. */
  readonly totalGiB: number
}

/** Bytes one layer holds at its fullest moment, and those that stay after it. Mixing is over before the block begins. */
function layerBytes(input: ActivationsInput, { mixer, feedForward }: LayerKind) {
  const { shape, rules, batchedTokens, modelBytes } = input
  const split: LayerSplit = { ...input, hiddenSize: shape.hiddenSize }
  const perElement = batchedTokens * modelBytes
  let mixing = mixerElements(mixer, split) * perElement
  let block = feedForwardElements(feedForward, split) * perElement
  let kept = 0
  if (mixer.kind === 'latent' || mixer.kind === 'compressed-latent') {
    const latent = { ...input, blockSize: input.cacheBlock ?? rules.blockSize }
    if (mixer.kind === 'latent') mixing += latentProfileBytes(mixer, latent)
    kept +=
      mixer.kind === 'latent' ? indexerBytes(mixer, latent, rules) : compressedBytes(mixer, latent, rules)
  }
  if (feedForward.kind === 'experts') {
    const { expertWorkspace } = rules
    const dealt = expertWorkspaceElements(feedForward, expertWorkspace, batchedTokens, split) * modelBytes
    if (expertWorkspace.form === 'split') kept += dealt
    else block += dealt
  }
  return { passing: residualElements(split, mixer) * perElement + Math.max(mixing, block), kept }
}

export function activations(input: ActivationsInput): Activations {
  const { shape, rules, batchedTokens, modelBytes } = input
  const hidden = batchedTokens * shape.hiddenSize * modelBytes
  let passing = 0
  let kept = 0
  for (const [layer] of layerCounts(shape, ...input.stage)) {
    const bytes = layerBytes(input, layer)
    passing = Math.max(passing, bytes.passing)
    // buffers are shared by all layers, so the largest counts once
    kept = Math.max(kept, bytes.kept)
  }
  // an encoder's outputs fill the encoder cache, as many tokens as a step, and stay through the forward pass
  const encoded = input.multimodal && input.firstStage ? hidden : 0
  const rows = input.lastStage ? Math.min(input.sequences, batchedTokens) * shape.vocabularySize : 0
  // the step's output is still there when the sampler runs
  const sampling = input.lastStage ? rows * rules.samplerBytes + hidden + encoded : 0
  const forward = passing + encoded
  const remains = kept + rows * rules.samplerPersistentBytes
  return {
    forwardGiB: forward / bytesPerGiB,
    samplerGiB: sampling / bytesPerGiB,
    keptGiB: remains / bytesPerGiB,
    totalGiB: (Math.max(forward, sampling) + remains) / bytesPerGiB,
  }
}

/** GiB that the profile run finds on one rank. */
export function activationsGiB(input: ActivationsInput): number {
  return activations(input).totalGiB
}
