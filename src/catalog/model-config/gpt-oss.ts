/**
 * gpt-oss: alternating windows with attention sinks, every layer of experts, biases everywhere.
 * @module
 */
import { readAttention } from './attention.ts'
import { type ConfigParts, type Decoder, layerCount, layersOf } from './decoder.ts'
import { windowedLayers, windowSize } from './windows.ts'

export function readGptOss({ text }: ConfigParts): Decoder {
  const layers = layerCount(text)
  const attention = readAttention(text, {
    headDim: 64,
    kvHeads: 8,
    qkvBias: true,
    outputBias: true,
    sinks: true,
  })
  return {
    layers: layersOf(
      layers,
      windowedLayers(text, layers, attention, windowSize(text, 128), (layer) => layer % 2 === 0),
      {
        kind: 'experts',
        experts: text.dimension(text.named('num_local_experts', 'num_experts')),
        topK: text.dimension(text.named('num_experts_per_tok', 'experts_per_token')),
        width: text.dimension('intermediate_size'),
        gated: true,
        sharedWidth: 0,
        bias: true,
        routerBias: true,
      },
    ),
    tied: false,
  }
}
