/**
 * Which layers look back on a window only.
 * @module
 */
import type { Attention } from '../model-shape.ts'
import type { ConfigFields } from './config-fields.ts'

/** What a layer sees: everything, or less. */
export type LayerWord = 'full_attention' | 'sliding_attention' | 'chunked_attention' | 'linear_attention'

const words: Readonly<Record<string, LayerWord>> = {
  full_attention: 'full_attention',
  attention: 'full_attention',
  sliding_attention: 'sliding_attention',
  chunked_attention: 'chunked_attention',
  linear_attention: 'linear_attention',
}

/** `layer_types` of a config, one word a layer; `undefined` where it has none. */
export function layerWords(text: ConfigFields, layers: number): readonly LayerWord[] | undefined {
  const given = text.texts('layer_types')
  if (given === undefined) return undefined
  if (given.length < layers) {
    text.problem('layer_types', `must have ${layers} entries, one a layer, has ${given.length}`)
    return undefined
  }
  return given.slice(0, layers).map((word, layer) => {
    const known = Object.hasOwn(words, word) ? words[word] : undefined
    if (known === undefined)
      text.problem(`layer_types[${layer}]`, `must be one of ${Object.keys(words).join(', ')}, is "${word}"`)
    return known ?? 'full_attention'
  })
}

/** Window of the config, tokens; 0 and null mean none. */
export function windowSize(text: ConfigFields, fallback?: number): number | undefined {
  const window = text.count('sliding_window', fallback ?? 0)
  return window === 0 ? undefined : window
}

/**
 * The attention of each layer; two where those with a window differ in more. `layer_types` decides where it is given, otherwise `pattern`; without either every layer has the
 * window, as vLLM gives a `sliding_window` to all layers of a class that has no alternation of its own.
 */
export function windowedLayers(
  text: ConfigFields,
  layers: number,
  attention: Attention | { readonly global: Attention; readonly local: Attention },
  window: number | undefined,
  pattern: (layer: number) => boolean = () => true,
): (layer: number) => Attention {
  const given = layerWords(text, layers)
  const { global, local } = 'kind' in attention ? { global: attention, local: attention } : attention
  if (window === undefined) return () => global
  const narrow: Attention = { ...local, window }
  return (layer) => {
    const sliding = given ? given[layer] === 'sliding_attention' : pattern(layer)
    return sliding ? narrow : global
  }
}

/** True on all layers but each `step`th: the alternation of Gemma, Cohere 2 and others. */
export function allButEach(step: number): (layer: number) => boolean {
  return (layer) => (layer + 1) % step !== 0
}
