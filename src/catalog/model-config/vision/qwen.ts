/**
 * Vision towers of the Qwen models, three generations, each with its merger.
 * @module
 */
import type { Encoder } from '../../model-shape.ts'
import type { ConfigFields } from '../config-fields.ts'
import { linear, visionLayer } from './transformer.ts'

const patchInput = (vision: ConfigFields, patch: number) =>
  vision.dimension(vision.named('in_channels', 'in_chans'), 3) *
  vision.dimension('temporal_patch_size', 2) *
  vision.dimension('patch_size', patch) ** 2

/** Two matrices over the merged patches, after a norm of `normSize` numbers. */
function merger(vision: ConfigFields, hidden: number, output: number, normSize: number): number {
  const merged = hidden * vision.dimension('spatial_merge_size', 2) ** 2
  return normSize + linear(merged, merged) + linear(merged, output)
}

/** Qwen2-VL: the width is `embed_dim`, `hidden_size` is the language model's. */
export function qwen2Vision(vision: ConfigFields, textHidden: number): Encoder {
  const hidden = vision.dimension('embed_dim', 1280)
  const layer = visionLayer({
    hidden,
    intermediate: Math.floor(hidden * vision.number('mlp_ratio', 4)),
    gated: false,
    bias: true,
    normVectors: 4,
  })
  return {
    parameters:
      linear(patchInput(vision, 14), hidden, false) +
      vision.dimension('depth', 32) * layer +
      merger(vision, hidden, vision.dimension('hidden_size', textHidden), 2 * hidden),
    heads: vision.dimension('num_heads', 16),
    split: true,
  }
}

/** Qwen2.5-VL: gated blocks and RMS norms. */
export function qwen25Vision(vision: ConfigFields, textHidden: number): Encoder {
  const hidden = vision.dimension('hidden_size')
  const layer = visionLayer({
    hidden,
    intermediate: vision.dimension('intermediate_size'),
    gated: true,
    bias: true,
    normVectors: 2,
  })
  return {
    parameters:
      linear(patchInput(vision, 14), hidden, false) +
      vision.dimension('depth', 32) * layer +
      merger(vision, hidden, vision.dimension('out_hidden_size', textHidden), hidden),
    heads: vision.dimension('num_heads', 16),
    split: true,
  }
}

/** Qwen3-VL and Qwen3.5: learned positions, and one more merger for each layer that feeds the decoder's first layers. */
export function qwen3Vision(vision: ConfigFields, textHidden: number): Encoder {
  const hidden = vision.dimension('hidden_size')
  const output = vision.dimension('out_hidden_size', textHidden)
  const layer = visionLayer({
    hidden,
    intermediate: vision.dimension('intermediate_size'),
    gated: false,
    bias: true,
    normVectors: 4,
  })
  const merged = hidden * vision.dimension('spatial_merge_size', 2) ** 2
  const deepStack = vision.numbers('deepstack_visual_indexes')?.length ?? 0
  return {
    parameters:
      linear(patchInput(vision, 16), hidden) +
      vision.dimension('num_position_embeddings', 2304) * hidden +
      vision.dimension('depth', 27) * layer +
      merger(vision, hidden, output, 2 * hidden) +
      deepStack * merger(vision, hidden, output, 2 * merged),
    heads: vision.dimension('num_heads', 16),
    split: true,
  }
}
