/**
 * Phi models.
 * @module
 */
import { defineModel } from './define-model.ts'

export const microsoftModels = [
  // 10 KV heads: TP 4 and 8 fail the kv-head divisibility rule
  defineModel({
    id: 'microsoft/phi-4',
    family: 'phi',
    architecture: 'Phi3ForCausalLM',
    hiddenSize: 5120,
    layers: 40,
    attentionHeads: 40,
    kvHeads: 10,
    headDim: 128,
    feedForwardSize: 17920,
    vocabularySize: 100352,
    parametersB: 14.66,
    publishedParametersB: 14.66,
    maxPositions: 16384,
    checkpointGiB: 27.31,
    kvBytesPerToken: 204800,
    tensorParallelSizes: [1, 2],
    quantizedBuilds: ['fp8', 'awq-int4', 'gptq-int4'],
    source:
      'github.com/Lightning-AI/litgpt litgpt/config.py; github.com/kaito-project/kaito presets/workspace/models/model_catalog.yaml',
  }),
  defineModel({
    id: 'microsoft/Phi-4-mini-instruct',
    family: 'phi',
    architecture: 'Phi3ForCausalLM',
    hiddenSize: 3072,
    layers: 32,
    attentionHeads: 24,
    kvHeads: 8,
    headDim: 128,
    feedForwardSize: 8192,
    vocabularySize: 200064,
    tiedEmbeddings: true,
    parametersB: 3.836,
    publishedParametersB: 3.84,
    maxPositions: 131072,
    checkpointGiB: 7.15,
    kvBytesPerToken: 131072,
    tensorParallelSizes: [1, 2, 4, 8],
    quantizedBuilds: ['fp8', 'awq-int4'],
    source:
      'github.com/Lightning-AI/litgpt litgpt/config.py; github.com/kaito-project/kaito presets/workspace/models/model_catalog.yaml',
  }),
  defineModel({
    id: 'microsoft/Phi-3.5-MoE-instruct',
    family: 'phi',
    architecture: 'PhiMoEForCausalLM',
    hiddenSize: 4096,
    layers: 32,
    attentionHeads: 32,
    kvHeads: 8,
    headDim: 128,
    vocabularySize: 32064,
    parametersB: 41.873,
    publishedParametersB: 41.9,
    activeParametersB: 6.6,
    maxPositions: 131072,
    moe: { experts: 16, topK: 2, feedForwardSize: 6400, sharedExperts: 0, denseLayers: 0 },
    kvBytesPerToken: 131072,
    tensorParallelSizes: [1, 2, 4, 8, 16],
    quantizedBuilds: ['fp8'],
    source: 'Hugging Face microsoft/Phi-3.5-MoE-instruct config.json (from memory)',
  }),
]
