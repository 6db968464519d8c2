/**
 * What one layer holds at its fullest moment, elements a token. A step's peak is that of its widest layer: the tensors of a layer
 * are freed before the next. Derived from the layers' own code; checked against logged peaks (`test/decide/fit/activations.test.ts`).
 * @module
 */
import type { FeedForward, Mixer } from '../../catalog/model-shape.ts'

export interface LayerSplit {
  readonly hiddenSize: number
  readonly tensorParallel: number
  /** Experts go whole to ranks instead of being cut. */
  readonly expertParallel: boolean
}

/**
 * Residual, the layer's input and its output; where ranks add up their parts, the sum is a tensor of its own. Logged: Llama-3.1-8B
 * holds 110,592 bytes a token alone, and on eight ranks 5.34 GiB for 131,072 tokens. Several residual streams are there before and
 * after they are mixed, and once in float32 to be mixed; logged: DeepSeek-V4-Pro on eight ranks takes 333 KB more a token.
 */
export function residualElements({ hiddenSize, tensorParallel }: LayerSplit, mixer: Mixer): number {
  const streams = mixer.kind === 'compressed-latent' ? (mixer.projections?.streams ?? 1) : 1
  const one = tensorParallel > 1 ? 4 : 3
  return hiddenSize * (streams > 1 ? one - 1 + 4 * streams : one)
}

/** Projections going in, and what comes out of the mixing before the output projection. */
export function mixerElements(mixer: Mixer, { tensorParallel: t }: LayerSplit): number {
  switch (mixer.kind) {
    case 'attention': {
      const keys = Math.max(1, mixer.kvHeads / t) * (mixer.headDim + mixer.valueHeadDim)
      const queries = (mixer.heads / t) * mixer.headDim * (mixer.outputGate ? 2 : 1)
      return queries + keys + (mixer.heads / t) * mixer.valueHeadDim
    }
    case 'latent': {
      const narrow = (mixer.queryRank ?? 0) + mixer.kvRank + mixer.ropeDim
      return narrow + (mixer.heads / t) * (mixer.nopeDim + mixer.ropeDim + mixer.valueHeadDim)
    }
    case 'gated-delta': {
      const keys = 2 * mixer.keyHeads * mixer.keyDim
      const values = mixer.valueHeads * mixer.valueDim
      // in: keys, queries, values, gate; out: the convolved ones and the result
      return (2 * keys + 4 * values) / t
    }
    case 'kimi-delta':
      return (8 * mixer.heads * mixer.headDim) / t
    case 'mamba2':
      return (4 * mixer.heads * mixer.headDim + 4 * mixer.groups * mixer.stateSize + mixer.heads) / t
    case 'lightning':
      return (5 * mixer.heads * mixer.headDim) / t
    case 'compressed-latent':
      return (2 * mixer.heads * mixer.headDim) / t + mixer.headDim
    case 'none':
      return 0
  }
}

/** A block's widest moment: gate and up side by side, and their product. */
export function blockElements(width: number, gated: boolean): number {
  return width * (gated ? 3 : 2)
}

/** Beside the dealt-out tokens of `activations-experts.ts`. */
export function feedForwardElements(
  feedForward: FeedForward,
  { hiddenSize, tensorParallel: t }: LayerSplit,
): number {
  switch (feedForward.kind) {
    case 'dense':
      return blockElements(feedForward.width, feedForward.gated) / t
    case 'experts':
      // the sum of the routed experts waits beside the shared ones
      return (
        hiddenSize +
        blockElements(feedForward.sharedWidth + (feedForward.denseWidth ?? 0), feedForward.gated) / t
      )
    case 'none':
      return 0
  }
}
