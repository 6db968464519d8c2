/**
 * SigLIP and the projector of Gemma 3.
 * @module
 */
import type { Encoder } from '../../model-shape.ts'
import type { ConfigFields } from '../config-fields.ts'
import { linear, visionLayer } from './transformer.ts'

/** Without the pooling head, which no generating model keeps. */
export function siglipParameters(vision: ConfigFields): number {
  const hidden = vision.dimension('hidden_size', 768)
  const patch = vision.dimension('patch_size', 16)
  const positions = Math.floor(vision.dimension('image_size', 224) / patch) ** 2
  const layer = visionLayer({
    hidden,
    intermediate: vision.dimension('intermediate_size', 3072),
    gated: false,
    bias: true,
    normVectors: 4,
  })
  const patches = linear(vision.dimension('num_channels', 3) * patch * patch, hidden)
  return patches + positions * hidden + vision.dimension('num_hidden_layers', 12) * layer + 2 * hidden
}

export function gemma3Vision(vision: ConfigFields, textHidden: number): Encoder {
  const hidden = vision.dimension('hidden_size', 768)
  return {
    parameters: siglipParameters(vision) + hidden * textHidden + hidden,
    heads: vision.dimension('num_attention_heads', 12),
    split: true,
  }
}
