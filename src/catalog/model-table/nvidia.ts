/**
 * Nemotron models.
 * @module
 */
import { defineModel } from './define-model.ts'

export const nvidiaModels = [
  // 52 blocks: 6 attention, 23 mamba2, 23 MoE
  defineModel({
    id: 'nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16',
    family: 'nemotron-h',
    architecture: 'NemotronHForCausalLM',
    hiddenSize: 2688,
    layers: 52,
    attentionHeads: 32,
    kvHeads: 2,
    headDim: 128,
    vocabularySize: 131072,
    publishedParametersB: 31.6,
    activeParametersB: 3.5,
    maxPositions: 262144,
    attention: 'hybrid-state',
    fullAttentionLayers: 6,
    stateLayers: 23,
    moe: { experts: 128, topK: 6, feedForwardSize: 1856, sharedExperts: 1, denseLayers: 0 },
    checkpointGiB: 58.82,
    kvBytesPerToken: 6144,
    stateMiBPerSequence: 46.8,
    tensorParallelSizes: [1, 2, 4, 8, 16],
    quantizedBuilds: ['fp8', 'nvfp4'],
    source:
      'github.com/ai-dynamo/aiconfigurator model_configs (copy of HF config.json); github.com/kaito-project/kaito presets/workspace/models/model_catalog.yaml',
  }),
]
