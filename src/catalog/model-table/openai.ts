/**
 * gpt-oss models.
 * @module
 */
import { defineModel } from './define-model.ts'

export const openaiModels = [
  // loaded 13.47 GiB on H100, 14.31 on R9700; KAITO lists 25.63 GiB because it counts duplicate copies in the repository
  defineModel({
    id: 'openai/gpt-oss-20b',
    family: 'gpt-oss',
    architecture: 'GptOssForCausalLM',
    hiddenSize: 2880,
    layers: 24,
    attentionHeads: 64,
    kvHeads: 8,
    headDim: 64,
    vocabularySize: 201088,
    parametersB: 20.915,
    publishedParametersB: 20.9,
    activeParametersB: 3.6,
    nativeFormat: 'mxfp4 experts + bf16',
    nativePrecision: 'fp4',
    maxPositions: 131072,
    attention: 'sliding-window',
    fullAttentionLayers: 12,
    windowLayers: 12,
    window: 128,
    moe: { experts: 32, topK: 4, feedForwardSize: 2880, sharedExperts: 0, denseLayers: 0 },
    checkpointGiB: 12.8,
    kvBytesPerToken: 24576,
    windowKVBytesPerToken: 24576,
    tensorParallelSizes: [1, 2, 4, 8, 16],
    quantizedBuilds: ['mxfp4 native'],
    source:
      'github.com/ai-dynamo/aiconfigurator model_configs (copy of HF config.json); github.com/kaito-project/kaito presets/workspace/models/model_catalog.yaml',
  }),
  // loaded 64.38 to 65.97 GiB on H100; KAITO lists 121.54 GiB because it counts duplicate copies
  defineModel({
    id: 'openai/gpt-oss-120b',
    family: 'gpt-oss',
    architecture: 'GptOssForCausalLM',
    hiddenSize: 2880,
    layers: 36,
    attentionHeads: 64,
    kvHeads: 8,
    headDim: 64,
    vocabularySize: 201088,
    parametersB: 116.829,
    publishedParametersB: 116.8,
    activeParametersB: 5.1,
    nativeFormat: 'mxfp4 experts + bf16',
    nativePrecision: 'fp4',
    maxPositions: 131072,
    attention: 'sliding-window',
    fullAttentionLayers: 18,
    windowLayers: 18,
    window: 128,
    moe: { experts: 128, topK: 4, feedForwardSize: 2880, sharedExperts: 0, denseLayers: 0 },
    checkpointGiB: 60.8,
    kvBytesPerToken: 36864,
    windowKVBytesPerToken: 36864,
    tensorParallelSizes: [1, 2, 4, 8, 16],
    quantizedBuilds: ['mxfp4 native'],
    source:
      'github.com/ai-dynamo/aiconfigurator model_configs (copy of HF config.json); github.com/kaito-project/kaito presets/workspace/models/model_catalog.yaml',
  }),
]
