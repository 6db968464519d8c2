/**
 * One row of the model table, written without what most models share.
 * @module
 */
import type { ModelArchitecture } from '../model.ts'

/** A row; its other names are in `model-variants.ts`. */
export type ModelRow = Omit<ModelArchitecture, 'aliases'>

type Shared =
  | 'valueHeadDim'
  | 'tiedEmbeddings'
  | 'nativeFormat'
  | 'nativePrecision'
  | 'attention'
  | 'fullAttentionLayers'
  | 'windowLayers'
  | 'stateLayers'
  | 'windowKVBytesPerToken'
  | 'stateMiBPerSequence'
  | 'quantizedBuilds'

/**
 * Fills what a row leaves out: value heads as wide as key heads, untied embeddings, bf16 weights,
 * full attention on every layer, no window, no state, no known quantised build.
 */
export function defineModel(row: Omit<ModelRow, Shared> & Partial<Pick<ModelRow, Shared>>): ModelRow {
  return {
    valueHeadDim: row.headDim,
    tiedEmbeddings: false,
    nativeFormat: 'bf16',
    nativePrecision: 'bf16',
    attention: 'full',
    fullAttentionLayers: row.layers,
    windowLayers: 0,
    stateLayers: 0,
    windowKVBytesPerToken: 0,
    stateMiBPerSequence: 0,
    quantizedBuilds: [],
    ...row,
  }
}
