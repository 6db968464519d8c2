/**
 * Vision tower, adapter and projector of Llama 4.
 * @module
 */
import type { Encoder } from '../../model-shape.ts'
import type { ConfigFields } from '../config-fields.ts'
import { linear, visionLayer } from './transformer.ts'

export function llama4Vision(vision: ConfigFields, textHidden: number): Encoder {
  const hidden = vision.dimension('hidden_size', 768)
  const intermediate = vision.dimension('intermediate_size', 5632)
  const patch = vision.dimension('patch_size', 14)
  const positions = Math.floor(vision.dimension('image_size', 448) / patch) ** 2 + 1
  const adapter = vision.dimension('projector_input_dim', 4096)
  const layer = visionLayer({ hidden, intermediate, gated: false, bias: true, normVectors: 4 })
  return {
    parameters:
      linear(vision.dimension('num_channels', 3) * patch * patch, hidden, false) +
      (positions + 1) * hidden +
      4 * hidden +
      vision.dimension('num_hidden_layers', 34) * layer +
      linear(intermediate, adapter, false) +
      linear(adapter, vision.dimension('projector_output_dim', 4096), false) +
      linear(vision.dimension('vision_output_dim', 7680), textHidden, false),
    heads: vision.dimension('num_attention_heads', 16),
    split: true,
  }
}
