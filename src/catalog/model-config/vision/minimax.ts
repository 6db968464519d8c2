/**
 * Vision tower, projector and patch merger of MiniMax M3.
 * @module
 */
import type { Encoder } from '../../model-shape.ts'
import type { ConfigFields } from '../config-fields.ts'
import { linear, visionLayer } from './transformer.ts'

export function minimaxVision(vision: ConfigFields, root: ConfigFields, textHidden: number): Encoder {
  const hidden = vision.dimension('hidden_size')
  const patch = vision.dimension('patch_size')
  const compression = vision.child('img_token_compression_config')
  const frames = compression?.dimension('temporal_patch_size', 2) ?? 2
  const merge = compression?.dimension('spatial_merge_size', 2) ?? 2
  const middle = root.dimension('projector_hidden_size', textHidden)
  const layer = visionLayer({
    hidden,
    intermediate: vision.dimension('intermediate_size'),
    gated: false,
    bias: true,
    normVectors: 4,
  })
  return {
    parameters:
      linear(vision.dimension('num_channels', 3) * frames * patch * patch, hidden, false) +
      vision.dimension('num_hidden_layers') * layer +
      4 * hidden +
      linear(hidden, middle) +
      linear(middle, textHidden) +
      linear(textHidden * merge * merge, middle) +
      linear(middle, textHidden),
    heads: vision.dimension('num_attention_heads'),
    split: true,
  }
}
