/**
 * What a family's reader makes of a config: the layers of the decoder and what differs from most models.
 * @module
 */
import type { Encoder, FeedForward, LayerKind, Mixer } from '../model-shape.ts'
import type { ConfigFields } from './config-fields.ts'

export interface Decoder {
  /** One a layer, in order. Layers that are alike share their mixer and their feed-forward object. */
  readonly layers: readonly LayerKind[]
  /** What the class does where the config does not say `tie_word_embeddings`. */
  readonly tied: boolean
  /** Vectors of the hidden size that a layer keeps for its norms, biases counted. Default: one before each part. */
  readonly normVectors?: number
  readonly headBias?: boolean
  readonly encoder?: Encoder
  /** Multi-token-prediction layers. Default 0. */
  readonly draftLayers?: number
  /** Of the class, for configs that leave out what equals them. */
  readonly defaults?: { readonly vocabularySize: number; readonly positions: number }
  readonly perLayerEmbedding?: { readonly rows: number; readonly width: number }
}

/** The fields a family's reader gets: the whole document, and its text part (the same where nothing is nested). */
export interface ConfigParts {
  readonly root: ConfigFields
  readonly text: ConfigFields
}

export type FamilyReader = (parts: ConfigParts) => Decoder

/** More layers than any model: the list below is made in memory. */
const mostLayers = 1000

/** Number of decoder layers. */
export function layerCount(text: ConfigFields, key = text.named('num_hidden_layers', 'num_layers')): number {
  const layers = text.dimension(key)
  if (layers <= mostLayers) return layers
  text.problem(key, `must be at most ${mostLayers}, is ${layers}`)
  return 1
}

/** Layers from what each of them is. */
export function layersOf(
  count: number,
  mixer: Mixer | ((layer: number) => Mixer),
  feedForward: FeedForward | ((layer: number) => FeedForward),
): readonly LayerKind[] {
  return Array.from({ length: count }, (_, layer) => ({
    mixer: typeof mixer === 'function' ? mixer(layer) : mixer,
    feedForward: typeof feedForward === 'function' ? feedForward(layer) : feedForward,
  }))
}

/** Layers as a model shape keeps them: the different ones, and each layer's place among them. */
export function foldLayers(all: readonly LayerKind[]): {
  readonly kinds: readonly LayerKind[]
  readonly layers: readonly number[]
} {
  const kinds: LayerKind[] = []
  const layers = all.map(({ mixer, feedForward }) => {
    const known = kinds.findIndex((kind) => kind.mixer === mixer && kind.feedForward === feedForward)
    return known >= 0 ? known : kinds.push({ mixer, feedForward }) - 1
  })
  return { kinds, layers }
}
