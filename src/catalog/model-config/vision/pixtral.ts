/**
 * Pixtral's tower with the patch merger and projector of Mistral 3.
 * @module
 */
import type { Encoder } from '../../model-shape.ts'
import type { ConfigFields } from '../config-fields.ts'
import { linear, visionLayer } from './transformer.ts'

/** `root` has what lies between the tower and the decoder: `spatial_merge_size`, `multimodal_projector_bias`. */
export function mistral3Vision(vision: ConfigFields, root: ConfigFields, textHidden: number): Encoder {
  const hidden = vision.dimension('hidden_size', 1024)
  const patch = vision.dimension('patch_size', 16)
  const layer = visionLayer({
    hidden,
    intermediate: vision.dimension('intermediate_size', 4096),
    gated: true,
    bias: false,
    normVectors: 2,
  })
  const merge = root.dimension('spatial_merge_size', 2) ** 2
  const bias = root.flag('multimodal_projector_bias', false)
  return {
    parameters:
      linear(vision.dimension('num_channels', 3) * patch * patch, hidden, false) +
      hidden +
      vision.dimension('num_hidden_layers', 24) * layer +
      hidden +
      linear(hidden * merge, hidden, false) +
      linear(hidden, textHidden, bias) +
      linear(textHidden, textHidden, bias),
    heads: vision.dimension('num_attention_heads', 16),
    split: true,
  }
}
