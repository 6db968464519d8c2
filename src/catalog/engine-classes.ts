/**
 * Model classes that came to vLLM after 0.11.0, by the first version that was read and has them: the oldest a start can have had.
 * Source: the registries (`model_executor/models/registry.py`) of 0.11.0, 0.15.1, 0.19.1, 0.23.0, 0.28.0 and 0.33.0.
 * @module
 */

const firstVersion: Readonly<Record<string, string>> = {
  DeepseekV4ForCausalLM: '0.23.0',
  Gemma4ForCausalLM: '0.19.1',
  Gemma4ForConditionalGeneration: '0.19.1',
  Glm4MoeLiteForCausalLM: '0.15.1',
  GlmMoeDsaForCausalLM: '0.19.1',
  KimiK25ForConditionalGeneration: '0.15.1',
  KimiK3ForConditionalGeneration: '0.28.0',
  KimiLinearForCausalLM: '0.15.1',
  MiniMaxM2ForCausalLM: '0.15.1',
  MiniMaxM3SparseForCausalLM: '0.28.0',
  MiniMaxM3SparseForConditionalGeneration: '0.28.0',
  Qwen3_5ForCausalLM: '0.28.0',
  Qwen3_5ForConditionalGeneration: '0.19.1',
  Qwen3_5MoeForCausalLM: '0.28.0',
  Qwen3_5MoeForConditionalGeneration: '0.19.1',
}

/** The first supported vLLM version known to have the class; an older one that was not read may have it too. */
export function vllmSince(architecture: string): string {
  return firstVersion[architecture] ?? '0.11.0'
}
