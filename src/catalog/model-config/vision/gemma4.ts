/**
 * Vision tower of Gemma 4 and its projection. vLLM runs the transformers module, a copy on every rank.
 * @module
 */
import type { Encoder } from '../../model-shape.ts'
import type { ConfigFields } from '../config-fields.ts'
import { linear } from './transformer.ts'

export function gemma4Vision(vision: ConfigFields, textHidden: number): Encoder {
  const hidden = vision.dimension('hidden_size', 768)
  const heads = vision.dimension('num_attention_heads', 12)
  const headDim = vision.dimension('head_dim', 64)
  const keys = headDim * vision.dimension('num_key_value_heads', 12)
  const patch = vision.dimension('patch_size', 16)
  const layer =
    2 * hidden * heads * headDim +
    2 * hidden * keys +
    3 * hidden * vision.dimension('intermediate_size', 3072) +
    4 * hidden +
    2 * headDim
  return {
    parameters:
      linear(3 * patch * patch, hidden, false) +
      2 * vision.dimension('position_embedding_size', 10_240) * hidden +
      vision.dimension('num_hidden_layers', 16) * layer +
      (vision.flag('standardize', false) ? 2 * hidden : 0) +
      linear(hidden, textHidden, false),
    heads,
    split: false,
  }
}
