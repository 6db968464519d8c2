/**
 * Audio encoder of the small Gemma 4 models, a conformer, and its projection. A copy on every rank, as the vision tower.
 * @module
 */
import type { ConfigFields } from '../config-fields.ts'
import { linear } from './transformer.ts'

/** Two feed-forward halves around attention and a convolution (transformers, modeling_gemma4.py). */
function layerParameters(hidden: number, heads: number, kernel: number): number {
  const feedForward = 2 * (8 * hidden * hidden + 2 * hidden)
  const attention = 5 * hidden * hidden + Math.floor(hidden / heads)
  const convolution = 3 * hidden * hidden + kernel * hidden + 2 * hidden
  return feedForward + attention + convolution + 3 * hidden
}

export function gemma4AudioParameters(audio: ConfigFields, textHidden: number): number {
  const hidden = audio.dimension('hidden_size', 1024)
  const layer = layerParameters(
    hidden,
    audio.dimension('num_attention_heads', 8),
    audio.dimension('conv_kernel_size', 5),
  )
  const [first = 128, second = 32] = audio.numbers('subsampling_conv_channels') ?? []
  const output = audio.dimension('output_proj_dims', 1536)
  return (
    9 * first +
    first +
    9 * first * second +
    second +
    linear(Math.floor(first / 4) * second, hidden, false) +
    audio.dimension('num_hidden_layers', 12) * layer +
    linear(hidden, output) +
    linear(output, textHidden, false)
  )
}
