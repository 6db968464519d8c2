/**
 * Relatives of the rows of other makers.
 * @module
 */
import { k, variants } from '../model-variant.ts'

const small24B = 'mistralai/Mistral-Small-24B-Instruct-2501'
const small24BVision = 'mistralai/Mistral-Small-3.2-24B-Instruct-2506'

export const otherVariants = [
  ...variants('mistralai/Mistral-7B-Instruct-v0.3', 'mistralai', 'Mistral-7B-v0.3'),
  ...variants('mistralai/Mistral-Nemo-Instruct-2407', 'mistralai', 'Mistral-Nemo-Base-2407'),
  ...variants('mistralai/Mistral-Small-Instruct-2409', 'mistralai', 'Codestral-22B-v0.1'),
  // Mistral-Small-24B is what people call it; there is no such repository
  ...variants(small24B, 'mistralai', 'Mistral-Small-24B-Base-2501 Mistral-Small-24B'),
  ...variants(small24B, 'mistralai', 'Devstral-Small-2505 Devstral-Small-2507', { maxPositions: 128 * k }),
  ...variants(small24B, 'mistralai', 'Magistral-Small-2506 Magistral-Small-2507', { maxPositions: 40 * k }),
  ...variants(
    small24BVision,
    'mistralai',
    'Mistral-Small-3.1-24B-Instruct-2503 Mistral-Small-3.1-24B-Base-2503 Magistral-Small-2509',
  ),
  ...variants('mistralai/Mistral-Large-Instruct-2407', 'mistralai', 'Mistral-Large-Instruct-2411'),
  ...variants('mistralai/Mixtral-8x7B-Instruct-v0.1', 'mistralai', 'Mixtral-8x7B-v0.1'),
  ...variants('mistralai/Mixtral-8x7B-Instruct-v0.1', 'NousResearch', 'Nous-Hermes-2-Mixtral-8x7B-DPO'),
  ...variants(
    'mistralai/Ministral-3-3B-Instruct-2512',
    'mistralai',
    'Ministral-3-3B-Base-2512 Ministral-3-3B-Reasoning-2512',
    { format: 'bf16' },
  ),
  ...variants(
    'mistralai/Ministral-3-8B-Instruct-2512',
    'mistralai',
    'Ministral-3-8B-Base-2512 Ministral-3-8B-Reasoning-2512',
    { format: 'bf16' },
  ),
  ...variants(
    'mistralai/Ministral-3-14B-Instruct-2512',
    'mistralai',
    'Ministral-3-14B-Base-2512 Ministral-3-14B-Reasoning-2512',
    { format: 'bf16' },
  ),
  ...variants('mistralai/Mistral-Small-4-119B-2603', 'mistralai', 'Mistral-Small-4-119B-2603-NVFP4', {
    format: 'nvfp4',
    checkpointGiB: 65.95,
  }),

  ...variants(
    'deepseek-ai/DeepSeek-V3',
    'deepseek-ai',
    `DeepSeek-V3-Base DeepSeek-V3-0324 DeepSeek-V3.1 DeepSeek-V3.1-Base DeepSeek-V3.1-Terminus
     DeepSeek-R1 DeepSeek-R1-Zero DeepSeek-R1-0528`,
  ),
  ...variants('deepseek-ai/DeepSeek-V3.2', 'deepseek-ai', 'DeepSeek-V3.2-Exp DeepSeek-V3.2-Speciale'),
  ...variants(
    'deepseek-ai/DeepSeek-V2-Lite',
    'deepseek-ai',
    'DeepSeek-V2-Lite-Chat DeepSeek-Coder-V2-Lite-Base DeepSeek-Coder-V2-Lite-Instruct',
  ),
  ...variants(
    'deepseek-ai/DeepSeek-V2.5',
    'deepseek-ai',
    'DeepSeek-V2.5-1210 DeepSeek-V2 DeepSeek-V2-Chat DeepSeek-V2-Chat-0628 DeepSeek-Coder-V2-Instruct',
  ),
  ...variants('deepseek-ai/DeepSeek-V4-Flash-0731', 'deepseek-ai', 'DeepSeek-V4-Flash'),

  ...variants('moonshotai/Kimi-K2-Instruct', 'moonshotai', 'Kimi-K2-Base'),
  ...variants('moonshotai/Kimi-K2-Instruct', 'moonshotai', 'Kimi-K2-Instruct-0905', {
    maxPositions: 256 * k,
  }),
  ...variants('moonshotai/Kimi-K2-Instruct', 'moonshotai', 'Kimi-K2-Thinking', {
    maxPositions: 256 * k,
    format: 'int4-experts-g32',
  }),
  ...variants('moonshotai/Kimi-K2.5', 'moonshotai', 'Kimi-K2.6 Kimi-K2.7 Kimi-K2.7-Code'),
  ...variants('moonshotai/Kimi-Linear-48B-A3B-Instruct', 'moonshotai', 'Kimi-Linear-48B-A3B-Base'),

  ...variants('openai/gpt-oss-20b', 'openai', 'gpt-oss-safeguard-20b'),
  ...variants('openai/gpt-oss-120b', 'openai', 'gpt-oss-safeguard-120b'),

  ...variants('google/gemma-2-2b-it', 'google', 'gemma-2-2b'),
  ...variants('google/gemma-2-9b-it', 'google', 'gemma-2-9b'),
  ...variants('google/gemma-2-27b-it', 'google', 'gemma-2-27b'),
  ...variants('google/gemma-3-1b-it', 'google', 'gemma-3-1b-pt'),
  ...variants('google/gemma-3-4b-it', 'google', 'gemma-3-4b-pt medgemma-4b-it'),
  ...variants('google/gemma-3-12b-it', 'google', 'gemma-3-12b-pt'),
  ...variants('google/gemma-3-27b-it', 'google', 'gemma-3-27b-pt medgemma-27b-it'),
  ...variants('google/gemma-4-26B-A4B-it', 'google', 'gemma-4-26B-A4B'),
  ...variants('google/gemma-4-31B-it', 'google', 'gemma-4-31B'),

  ...variants('microsoft/phi-4', 'microsoft', 'Phi-4-reasoning Phi-4-reasoning-plus', {
    maxPositions: 32 * k,
  }),
  ...variants('microsoft/Phi-4-mini-instruct', 'microsoft', 'Phi-4-mini-reasoning'),
  ...variants('microsoft/Phi-3.5-mini-instruct', 'microsoft', 'Phi-3-mini-128k-instruct'),

  ...variants('zai-org/GLM-4.5', 'zai-org', 'GLM-4.5-Base'),
  ...variants('zai-org/GLM-4.5', 'zai-org', 'GLM-4.6 GLM-4.7', { maxPositions: 202_752 }),
  ...variants('zai-org/GLM-4.5-Air', 'zai-org', 'GLM-4.5-Air-Base'),
  ...variants('zai-org/GLM-4-9B-0414', 'zai-org', 'GLM-Z1-9B-0414'),
  ...variants('zai-org/GLM-4-32B-0414', 'zai-org', 'GLM-4-32B-Base-0414 GLM-Z1-32B-0414'),
  ...variants('zai-org/GLM-5', 'zai-org', 'GLM-5.1'),
  ...variants('zai-org/GLM-5', 'zai-org', 'GLM-5-FP8 GLM-5.1-FP8', { format: 'fp8-block128' }),
  ...variants('zai-org/GLM-5.2', 'zai-org', 'GLM-5.3'),
  ...variants('zai-org/GLM-5.2', 'zai-org', 'GLM-5.3-FP8', { format: 'fp8-block128' }),
  ...variants('zai-org/GLM-5.2', 'zai-org', 'GLM-5.2-FP8', {
    format: 'fp8-block128',
    checkpointGiB: 703.75,
  }),

  ...variants('MiniMaxAI/MiniMax-M2', 'MiniMaxAI', 'MiniMax-M2.1 MiniMax-M2.5'),
  ...variants('MiniMaxAI/MiniMax-M2', 'MiniMaxAI', 'MiniMax-M2.7', { maxPositions: 204_800 }),
  ...variants('MiniMaxAI/MiniMax-M1-80k', 'MiniMaxAI', 'MiniMax-M1-40k MiniMax-Text-01'),

  ...variants('CohereForAI/c4ai-command-r-v01', 'CohereLabs', 'c4ai-command-r-v01'),
  ...variants('CohereLabs/c4ai-command-r-08-2024', 'CohereForAI', 'c4ai-command-r-08-2024'),
  ...variants('CohereLabs/c4ai-command-r-08-2024', 'CohereLabs', 'aya-expanse-32b'),
  ...variants(
    'CohereForAI/c4ai-command-r-plus',
    'CohereLabs',
    'c4ai-command-r-plus c4ai-command-r-plus-08-2024',
  ),
  ...variants('CohereForAI/c4ai-command-r-plus', 'CohereForAI', 'c4ai-command-r-plus-08-2024'),
  ...variants('CohereLabs/c4ai-command-r7b-12-2024', 'CohereForAI', 'c4ai-command-r7b-12-2024'),

  ...variants('tiiuae/falcon-7b-instruct', 'tiiuae', 'falcon-7b'),
  ...variants('tiiuae/falcon-40b-instruct', 'tiiuae', 'falcon-40b'),
  ...variants('tiiuae/falcon-180B-chat', 'tiiuae', 'falcon-180B'),
  ...variants(
    'nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16',
    'nvidia',
    'NVIDIA-Nemotron-3-Nano-30B-A3B-Base-BF16',
  ),
  ...variants('nvidia/Llama-3_3-Nemotron-Super-49B-v1', 'nvidia', 'Llama-3_3-Nemotron-Super-49B-v1_5'),
  ...variants('allenai/OLMo-2-1124-7B-Instruct', 'allenai', 'OLMo-2-1124-7B'),
  ...variants('allenai/OLMo-2-1124-13B-Instruct', 'allenai', 'OLMo-2-1124-13B'),
  ...variants('allenai/OLMo-2-0325-32B-Instruct', 'allenai', 'OLMo-2-0325-32B'),
  ...variants('allenai/Olmo-3.1-32B-Instruct', 'allenai', 'Olmo-3.1-32B-Think Olmo-3-32B-Think'),
  ...variants('ByteDance-Seed/Seed-OSS-36B-Instruct', 'ByteDance-Seed', 'Seed-OSS-36B-Base'),
  ...variants('XiaomiMiMo/MiMo-7B-Base', 'XiaomiMiMo', 'MiMo-7B-SFT MiMo-7B-RL MiMo-7B-RL-Zero'),
  ...variants('ibm-granite/granite-3.3-2b-instruct', 'ibm-granite', 'granite-3.3-2b-base'),
  ...variants(
    'ibm-granite/granite-3.3-8b-instruct',
    'ibm-granite',
    'granite-3.3-8b-base granite-3.2-8b-instruct granite-3.1-8b-instruct',
  ),
]
