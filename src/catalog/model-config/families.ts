/**
 * Class of a config → who reads it. Classes as vLLM 0.33.0 registers them (`models/registry.py`).
 * @module
 */
import { readCohere, readCohere2 } from './cohere.ts'
import type { FamilyReader } from './decoder.ts'
import { readDeepseek } from './deepseek.ts'
import { readDeepseekV4 } from './deepseek-v4.ts'
import { readFalcon } from './falcon.ts'
import { readGemma, readGemma2, readGemma3 } from './gemma.ts'
import { readGemma4 } from './gemma4.ts'
import { readChatGlm, readGlm, readGlm4, readGlm4Moe } from './glm.ts'
import { readGptOss } from './gpt-oss.ts'
import { readGraniteMoe, readGraniteMoeHybrid } from './granite.ts'
import { readKimiK25, readKimiLinear } from './kimi.ts'
import { readLlama, readLlama4 } from './llama.ts'
import { readMiniMaxM2, readMiniMaxM3, readMiniMaxText } from './minimax.ts'
import { readMistral, readMixtral } from './mistral.ts'
import { readNemotron, readNemotronNas } from './nemotron.ts'
import { readNemotronH } from './nemotron-h.ts'
import { readMiMo, readOlmo2, readSeedOss, readStarcoder2, readTiedLlama } from './others.ts'
import { readPhiMoe } from './phi.ts'
import {
  readQwen2,
  readQwen2Moe,
  readQwen2VL,
  readQwen3,
  readQwen3Moe,
  readQwen3VL,
  readQwen3VLMoe,
  readQwen25VL,
} from './qwen.ts'
import { readQwen3Next, readQwen35, readQwen35Moe } from './qwen-hybrid.ts'

export const families: Readonly<Record<string, FamilyReader>> = {
  LlamaForCausalLM: readLlama,
  LLaMAForCausalLM: readLlama,
  InternLM3ForCausalLM: readLlama,
  Llama4ForCausalLM: readLlama4,
  Llama4ForConditionalGeneration: readLlama4,

  MistralForCausalLM: readMistral,
  Ministral3ForCausalLM: readMistral,
  Mistral3ForConditionalGeneration: readMistral,
  MixtralForCausalLM: readMixtral,

  Qwen2ForCausalLM: readQwen2,
  Qwen2MoeForCausalLM: readQwen2Moe,
  Qwen2VLForConditionalGeneration: readQwen2VL,
  Qwen2_5_VLForConditionalGeneration: readQwen25VL,
  Qwen3ForCausalLM: readQwen3,
  Qwen3MoeForCausalLM: readQwen3Moe,
  Qwen3VLForConditionalGeneration: readQwen3VL,
  Qwen3VLMoeForConditionalGeneration: readQwen3VLMoe,
  Qwen3NextForCausalLM: readQwen3Next,
  Qwen3_5ForCausalLM: readQwen35,
  Qwen3_5ForConditionalGeneration: readQwen35,
  Qwen3_5MoeForCausalLM: readQwen35Moe,
  Qwen3_5MoeForConditionalGeneration: readQwen35Moe,

  DeepseekV2ForCausalLM: readDeepseek,
  DeepseekV3ForCausalLM: readDeepseek,
  DeepseekV32ForCausalLM: readDeepseek,
  DeepseekV4ForCausalLM: readDeepseekV4,

  KimiK25ForConditionalGeneration: readKimiK25,
  KimiLinearForCausalLM: readKimiLinear,
  KimiK3ForConditionalGeneration: readKimiLinear,

  ChatGLMModel: readChatGlm,
  ChatGLMForConditionalGeneration: readChatGlm,
  GlmForCausalLM: readGlm,
  Glm4ForCausalLM: readGlm4,
  Glm4MoeForCausalLM: readGlm4Moe,
  Glm4MoeLiteForCausalLM: readDeepseek,
  GlmMoeDsaForCausalLM: readDeepseek,

  GptOssForCausalLM: readGptOss,

  GemmaForCausalLM: readGemma,
  Gemma2ForCausalLM: readGemma2,
  Gemma3ForCausalLM: readGemma3,
  Gemma3ForConditionalGeneration: readGemma3,
  Gemma4ForCausalLM: readGemma4,
  Gemma4ForConditionalGeneration: readGemma4,

  Phi3ForCausalLM: readLlama,
  PhiMoEForCausalLM: readPhiMoe,

  CohereForCausalLM: readCohere,
  Cohere2ForCausalLM: readCohere2,

  FalconForCausalLM: readFalcon,
  RWForCausalLM: readFalcon,

  GraniteForCausalLM: readLlama,
  GraniteMoeForCausalLM: readGraniteMoe,
  GraniteMoeSharedForCausalLM: readGraniteMoe,
  GraniteMoeHybridForCausalLM: readGraniteMoeHybrid,

  MiniMaxForCausalLM: readMiniMaxText,
  MiniMaxText01ForCausalLM: readMiniMaxText,
  MiniMaxM1ForCausalLM: readMiniMaxText,
  MiniMaxM2ForCausalLM: readMiniMaxM2,
  MiniMaxM3ForCausalLM: readMiniMaxM3,
  MiniMaxM3SparseForCausalLM: readMiniMaxM3,
  MiniMaxM3SparseForConditionalGeneration: readMiniMaxM3,

  NemotronForCausalLM: readNemotron,
  DeciLMForCausalLM: readNemotronNas,
  NemotronHForCausalLM: readNemotronH,

  Olmo2ForCausalLM: readOlmo2,
  Olmo3ForCausalLM: readOlmo2,
  Starcoder2ForCausalLM: readStarcoder2,
  SeedOssForCausalLM: readSeedOss,
  Ernie4_5ForCausalLM: readTiedLlama,
  MiMoForCausalLM: readMiMo,
}
