/**
 * Kimi models.
 * @module
 */
import { defineModel } from './define-model.ts'

export const moonshotModels = [
  // checkpoint size is the int4 K2.5 one; max_positions 131072 for K2 and 262144 for Thinking and K2.5+
  defineModel({
    id: 'moonshotai/Kimi-K2-Instruct',
    family: 'kimi-k2',
    architecture: 'DeepseekV3ForCausalLM / KimiK25ForConditionalGeneration',
    hiddenSize: 7168,
    layers: 61,
    attentionHeads: 64,
    headDim: 192,
    valueHeadDim: 128,
    feedForwardSize: 18432,
    vocabularySize: 163840,
    parametersB: 1026.408,
    publishedParametersB: 1026,
    activeParametersB: 32,
    nativeFormat: 'fp8-block128',
    nativePrecision: 'fp8',
    maxPositions: 131072,
    attention: 'mla',
    mla: { kvLoraRank: 512, ropeDim: 64, qLoraRank: 1536, qkNopeDim: 128 },
    moe: { experts: 384, topK: 8, feedForwardSize: 2048, sharedExperts: 1, denseLayers: 1 },
    kvBytesPerToken: 70272,
    tensorParallelSizes: [1, 2, 4, 8, 16],
    quantizedBuilds: ['fp8', 'int4 w4a16', 'nvfp4', 'mxfp4 (amd)'],
    source:
      'github.com/ai-dynamo/aiconfigurator model_configs (copy of HF config.json); github.com/kaito-project/kaito presets/workspace/models/model_catalog.yaml',
  }),
  // 24 MLA layers and 69 linear KDA layers; about 195 GB/GPU at TP8 reported on MI355X
  defineModel({
    id: 'moonshotai/Kimi-K3',
    family: 'kimi-k3',
    architecture: 'KimiK3ForConditionalGeneration',
    hiddenSize: 7168,
    layers: 93,
    attentionHeads: 96,
    headDim: 192,
    valueHeadDim: 128,
    feedForwardSize: 33792,
    vocabularySize: 163840,
    nativeFormat: 'mxfp4',
    nativePrecision: 'fp4',
    maxPositions: 1048576,
    attention: 'hybrid-state',
    fullAttentionLayers: 24,
    stateLayers: 69,
    mla: { kvLoraRank: 512, ropeDim: 64, qLoraRank: 1536, qkNopeDim: 128 },
    moe: { experts: 896, topK: 16, feedForwardSize: 3072, sharedExperts: 2, denseLayers: 1 },
    kvBytesPerToken: 27648,
    tensorParallelSizes: [1, 2, 4, 8, 16],
    quantizedBuilds: ['mxfp4 native'],
    source: 'github.com/ai-dynamo/aiconfigurator model_configs (copy of HF config.json)',
  }),
]
