/**
 * Nemotron models: Mamba2, attention and experts, one of them a layer.
 * @module
 */
import { configCopies, defineModel, kaitoSizes } from './define-model.ts'

const hybrid = {
  architectures: ['NemotronHForCausalLM'],
  attention_bias: false,
  chunk_size: 128,
  conv_kernel: 4,
  expand: 2,
  head_dim: 128,
  mamba_head_dim: 64,
  mamba_proj_bias: false,
  mamba_ssm_cache_dtype: 'float32',
  max_position_embeddings: 262_144,
  mlp_bias: false,
  mlp_hidden_act: 'relu2',
  n_groups: 8,
  n_shared_experts: 1,
  num_attention_heads: 32,
  num_key_value_heads: 2,
  ssm_state_size: 128,
  tie_word_embeddings: false,
  use_bias: false,
  use_conv_bias: true,
  vocab_size: 131_072,
}

export const nvidiaModels = [
  defineModel({
    id: 'nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16',
    family: 'nemotron-h',
    config: {
      ...hybrid,
      hidden_size: 2688,
      hybrid_override_pattern: 'MEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEMEM*EMEMEMEME',
      intermediate_size: 1856,
      mamba_num_heads: 64,
      moe_intermediate_size: 1856,
      moe_shared_expert_intermediate_size: 3712,
      n_routed_experts: 128,
      num_experts_per_tok: 6,
      num_hidden_layers: 52,
    },
    publishedParametersB: 31.6,
    activeParametersB: 3.5,
    checkpointGiB: 58.82,
    quantizedBuilds: ['fp8', 'nvfp4'],
    source: `${configCopies}; ${kaitoSizes}`,
  }),
  // the experts work on a latent vector of 1024 instead of the hidden size
  defineModel({
    id: 'nvidia/NVIDIA-Nemotron-3-Super-120B-A12B-BF16',
    family: 'nemotron-h',
    config: {
      ...hybrid,
      hidden_size: 4096,
      hybrid_override_pattern:
        'MEMEMEM*EMEMEMEM*EMEMEMEM*EMEMEMEMEM*EMEMEMEMEM*EMEMEMEMEM*EMEMEMEMEM*EMEMEMEM*EMEMEMEME',
      intermediate_size: 2688,
      mamba_num_heads: 128,
      moe_intermediate_size: 2688,
      moe_latent_size: 1024,
      moe_shared_expert_intermediate_size: 5376,
      n_routed_experts: 512,
      num_experts_per_tok: 22,
      num_hidden_layers: 88,
      num_nextn_predict_layers: 1,
    },
    publishedParametersB: 120.6,
    activeParametersB: 12,
    quantizedBuilds: ['fp8', 'nvfp4'],
    source: configCopies,
  }),
]
