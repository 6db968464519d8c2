/**
 * MoonViT, the tower of Kimi K2.5 and K3, and its projector.
 * @module
 */
import type { Encoder } from '../../model-shape.ts'
import type { ConfigFields } from '../config-fields.ts'
import { linear } from './transformer.ts'

/** The tower is split; the projector is a copy on every rank, and counted with it. */
export function moonVision(vision: ConfigFields, textHidden: number): Encoder {
  const hidden = vision.dimension(vision.named('vt_hidden_size', 'hidden_size'))
  const heads = vision.dimension(vision.named('vt_num_attention_heads', 'num_attention_heads'))
  const inner = vision.dimension(vision.named('vt_intermediate_size', 'intermediate_size'))
  const queries = vision.dimension('qkv_hidden_size', hidden)
  const rms = vision.text('norm_type') === 'rmsnorm'
  const norm = (rms ? 1 : 2) * hidden
  const attentionBias = vision.flag('attn_bias', true)
  const bias = vision.flag('linear_bias', true)
  const layer =
    linear(hidden, 3 * queries, attentionBias) +
    linear(queries, hidden, attentionBias) +
    linear(hidden, inner, bias) +
    linear(inner, hidden, bias) +
    2 * norm
  const patch = vision.dimension('patch_size', 14)
  const [rows = 2, columns = 2] = vision.numbers('merge_kernel_size') ?? []
  const merged = hidden * rows * columns
  const second = vision.text('mm_projector_type') === 'patchmergerv2'
  const projector =
    linear(merged, merged, !second) + linear(merged, textHidden, !second) + (second ? textHidden : 2 * hidden)
  return {
    parameters:
      linear(3 * patch * patch, hidden, vision.flag('patch_embed_proj_bias', true)) +
      vision.dimension('init_pos_emb_height', 64) * vision.dimension('init_pos_emb_width', 64) * hidden +
      vision.dimension(vision.named('vt_num_hidden_layers', 'num_hidden_layers')) * layer +
      norm +
      projector,
    heads,
    split: true,
    copiedIfUneven: true,
  }
}
