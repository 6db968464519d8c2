/**
 * Granite models.
 * @module
 */
import { defineModel } from './define-model.ts'

export const ibmModels = [
  defineModel({
    id: 'ibm-granite/granite-4.1-8b',
    family: 'granite',
    architecture: 'GraniteForCausalLM',
    hiddenSize: 4096,
    layers: 40,
    attentionHeads: 32,
    kvHeads: 8,
    headDim: 128,
    feedForwardSize: 12800,
    vocabularySize: 100352,
    publishedParametersB: 8.8,
    maxPositions: 131072,
    checkpointGiB: 16.38,
    kvBytesPerToken: 163840,
    tensorParallelSizes: [1, 2, 4, 8, 16],
    quantizedBuilds: ['fp8'],
    source:
      'github.com/kaito-project/kaito presets/workspace/models/model_catalog.yaml (ffn and vocab from memory)',
  }),
]
