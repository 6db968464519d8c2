/**
 * Repositories with the architecture of a row of the model table: bases, instruct and thinking releases, distillations, later
 * versions. Only names published by the model's own makers; other people's builds are recognised by `models.ts`.
 *
 * Source: config.json of the repositories as remembered, not fetched; a context length is given where it differs from the row's.
 * @module
 */
import type { WeightFormat } from './weight-format.ts'

export interface ModelVariant {
  readonly id: string
  /** Id of the row. */
  readonly of: string
  /** Where it differs from the row. */
  readonly maxPositions?: number
  /** Where it differs from the row. */
  readonly format?: WeightFormat
  /** Files of this repository, GiB, where its format differs from the row's. */
  readonly checkpointGiB?: number
}

type Difference = Omit<ModelVariant, 'id' | 'of'>

const k = 1024

/** `publisher/name`s that share a row, with what they have in common against it. */
function variants(of: string, publisher: string, names: string, difference: Difference = {}): ModelVariant[] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => ({ id: `${publisher}/${name}`, of, ...difference }))
}

export const modelVariants: readonly ModelVariant[] = [
  ...variants('Qwen/Qwen3-0.6B', 'Qwen', 'Qwen3-0.6B-Base', { maxPositions: 32 * k }),
  ...variants('Qwen/Qwen3-1.7B', 'Qwen', 'Qwen3-1.7B-Base', { maxPositions: 32 * k }),
  ...variants('Qwen/Qwen3-4B', 'Qwen', 'Qwen3-4B-Base', { maxPositions: 32 * k }),
  ...variants('Qwen/Qwen3-4B', 'Qwen', 'Qwen3-4B-Instruct-2507 Qwen3-4B-Thinking-2507', {
    maxPositions: 256 * k,
  }),
  ...variants('Qwen/Qwen3-8B', 'Qwen', 'Qwen3-8B-Base', { maxPositions: 32 * k }),
  ...variants('Qwen/Qwen3-14B', 'Qwen', 'Qwen3-14B-Base', { maxPositions: 32 * k }),
  ...variants('Qwen/Qwen3-30B-A3B', 'Qwen', 'Qwen3-30B-A3B-Base', { maxPositions: 32 * k }),
  ...variants(
    'Qwen/Qwen3-30B-A3B',
    'Qwen',
    'Qwen3-30B-A3B-Instruct-2507 Qwen3-30B-A3B-Thinking-2507 Qwen3-Coder-30B-A3B-Instruct',
    { maxPositions: 256 * k },
  ),
  ...variants('Qwen/Qwen3-235B-A22B', 'Qwen', 'Qwen3-235B-A22B-Instruct-2507 Qwen3-235B-A22B-Thinking-2507', {
    maxPositions: 256 * k,
  }),
  ...variants('Qwen/Qwen3-Next-80B-A3B-Instruct', 'Qwen', 'Qwen3-Next-80B-A3B-Thinking'),
  ...variants('Qwen/Qwen3.6-27B', 'Qwen', 'Qwen3.5-27B Qwen3.8-27B'),
  ...variants('Qwen/Qwen3.6-35B-A3B', 'Qwen', 'Qwen3.5-35B-A3B'),
  ...variants(
    'Qwen/Qwen2.5-0.5B-Instruct',
    'Qwen',
    'Qwen2.5-0.5B Qwen2.5-Coder-0.5B Qwen2.5-Coder-0.5B-Instruct',
  ),
  ...variants('Qwen/Qwen2.5-1.5B-Instruct', 'Qwen', 'Qwen2.5-Coder-1.5B Qwen2.5-Coder-1.5B-Instruct'),
  ...variants('Qwen/Qwen2.5-1.5B-Instruct', 'Qwen', 'Qwen2.5-1.5B', { maxPositions: 128 * k }),
  ...variants('Qwen/Qwen2.5-3B-Instruct', 'Qwen', 'Qwen2.5-3B Qwen2.5-Coder-3B Qwen2.5-Coder-3B-Instruct'),
  ...variants('Qwen/Qwen2.5-7B-Instruct', 'Qwen', 'Qwen2.5-Coder-7B Qwen2.5-Coder-7B-Instruct'),
  ...variants('Qwen/Qwen2.5-7B-Instruct', 'Qwen', 'Qwen2.5-7B', { maxPositions: 128 * k }),
  ...variants('Qwen/Qwen2.5-14B-Instruct', 'Qwen', 'Qwen2.5-Coder-14B Qwen2.5-Coder-14B-Instruct'),
  ...variants('Qwen/Qwen2.5-14B-Instruct', 'Qwen', 'Qwen2.5-14B', { maxPositions: 128 * k }),
  ...variants('Qwen/Qwen2.5-32B-Instruct', 'Qwen', 'Qwen2.5-Coder-32B Qwen2.5-Coder-32B-Instruct'),
  ...variants('Qwen/Qwen2.5-32B-Instruct', 'Qwen', 'Qwen2.5-32B', { maxPositions: 128 * k }),
  ...variants('Qwen/Qwen2.5-32B-Instruct', 'Qwen', 'QwQ-32B', { maxPositions: 40 * k }),
  ...variants('Qwen/Qwen2.5-72B-Instruct', 'Qwen', 'Qwen2.5-72B', { maxPositions: 128 * k }),
  ...variants('Qwen/Qwen2.5-7B-Instruct', 'deepseek-ai', 'DeepSeek-R1-Distill-Qwen-7B', {
    maxPositions: 128 * k,
  }),
  ...variants('Qwen/Qwen2.5-14B-Instruct', 'deepseek-ai', 'DeepSeek-R1-Distill-Qwen-14B', {
    maxPositions: 128 * k,
  }),
  ...variants('Qwen/Qwen2.5-32B-Instruct', 'deepseek-ai', 'DeepSeek-R1-Distill-Qwen-32B', {
    maxPositions: 128 * k,
  }),

  ...variants('meta-llama/Llama-3.2-1B-Instruct', 'meta-llama', 'Llama-3.2-1B'),
  ...variants('meta-llama/Llama-3.2-3B-Instruct', 'meta-llama', 'Llama-3.2-3B'),
  ...variants(
    'meta-llama/Llama-3.1-8B-Instruct',
    'meta-llama',
    'Llama-3.1-8B Meta-Llama-3.1-8B Meta-Llama-3.1-8B-Instruct',
  ),
  ...variants('meta-llama/Llama-3.1-8B-Instruct', 'deepseek-ai', 'DeepSeek-R1-Distill-Llama-8B'),
  ...variants(
    'meta-llama/Llama-3.3-70B-Instruct',
    'meta-llama',
    'Llama-3.1-70B Llama-3.1-70B-Instruct Meta-Llama-3.1-70B Meta-Llama-3.1-70B-Instruct',
  ),
  ...variants('meta-llama/Llama-3.3-70B-Instruct', 'deepseek-ai', 'DeepSeek-R1-Distill-Llama-70B'),
  ...variants('meta-llama/Llama-3.3-70B-Instruct', 'nvidia', 'Llama-3.1-Nemotron-70B-Instruct-HF'),
  ...variants(
    'meta-llama/Llama-3.1-405B-Instruct',
    'meta-llama',
    'Llama-3.1-405B Meta-Llama-3.1-405B Meta-Llama-3.1-405B-Instruct',
  ),
  ...variants(
    'meta-llama/Llama-3.1-405B-Instruct',
    'meta-llama',
    'Llama-3.1-405B-FP8 Llama-3.1-405B-Instruct-FP8 Meta-Llama-3.1-405B-FP8 Meta-Llama-3.1-405B-Instruct-FP8',
    { format: 'fp8-fbgemm' },
  ),
  ...variants('meta-llama/Llama-4-Scout-17B-16E-Instruct', 'meta-llama', 'Llama-4-Scout-17B-16E', {
    maxPositions: 256 * k,
  }),
  ...variants('meta-llama/Llama-4-Maverick-17B-128E-Instruct', 'meta-llama', 'Llama-4-Maverick-17B-128E', {
    maxPositions: 256 * k,
  }),

  ...variants('mistralai/Mistral-7B-Instruct-v0.3', 'mistralai', 'Mistral-7B-v0.3'),
  ...variants(
    'mistralai/Mistral-Small-24B',
    'mistralai',
    'Mistral-Small-24B-Instruct-2501 Mistral-Small-24B-Base-2501',
  ),
  ...variants(
    'mistralai/Mistral-Small-24B',
    'mistralai',
    `Mistral-Small-3.1-24B-Instruct-2503 Mistral-Small-3.1-24B-Base-2503 Mistral-Small-3.2-24B-Instruct-2506
     Devstral-Small-2505 Devstral-Small-2507`,
    { maxPositions: 128 * k },
  ),
  ...variants('mistralai/Mistral-Large-Instruct-2407', 'mistralai', 'Mistral-Large-Instruct-2411'),
  ...variants('mistralai/Mixtral-8x7B-Instruct-v0.1', 'mistralai', 'Mixtral-8x7B-v0.1'),
  ...variants('mistralai/Mixtral-8x22B-Instruct-v0.1', 'mistralai', 'Mixtral-8x22B-v0.1'),
  ...variants(
    'mistralai/Ministral-3-14B-Instruct-2512',
    'mistralai',
    'Ministral-3-14B-Base-2512 Ministral-3-14B-Reasoning-2512',
    { format: 'bf16' },
  ),

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
  ...variants('deepseek-ai/DeepSeek-V4-Flash-0731', 'deepseek-ai', 'DeepSeek-V4-Flash'),

  ...variants('moonshotai/Kimi-K2-Instruct', 'moonshotai', 'Kimi-K2-Base'),
  ...variants('moonshotai/Kimi-K2-Instruct', 'moonshotai', 'Kimi-K2-Instruct-0905', {
    maxPositions: 256 * k,
  }),
  ...variants('moonshotai/Kimi-K2-Instruct', 'moonshotai', 'Kimi-K2-Thinking Kimi-K2.6 Kimi-K2.7', {
    maxPositions: 256 * k,
    format: 'int4-experts-g32',
  }),
  ...variants('moonshotai/Kimi-K2-Instruct', 'moonshotai', 'Kimi-K2.5', {
    maxPositions: 256 * k,
    format: 'int4-experts-g32',
    checkpointGiB: 554.32,
  }),

  ...variants('openai/gpt-oss-20b', 'openai', 'gpt-oss-safeguard-20b'),
  ...variants('openai/gpt-oss-120b', 'openai', 'gpt-oss-safeguard-120b'),

  ...variants('google/gemma-2-9b-it', 'google', 'gemma-2-9b'),
  ...variants('google/gemma-2-27b-it', 'google', 'gemma-2-27b'),
  ...variants('google/gemma-3-4b-it', 'google', 'gemma-3-4b-pt'),
  ...variants('google/gemma-3-12b-it', 'google', 'gemma-3-12b-pt'),
  ...variants('google/gemma-3-27b-it', 'google', 'gemma-3-27b-pt'),
  ...variants('google/gemma-4-26B-A4B-it', 'google', 'gemma-4-26B-A4B'),
  ...variants('google/gemma-4-31B-it', 'google', 'gemma-4-31B'),

  ...variants('microsoft/phi-4', 'microsoft', 'Phi-4-reasoning Phi-4-reasoning-plus', {
    maxPositions: 32 * k,
  }),
  ...variants('microsoft/Phi-4-mini-instruct', 'microsoft', 'Phi-4-mini-reasoning'),

  ...variants('zai-org/GLM-4.5', 'zai-org', 'GLM-4.5-Base'),
  ...variants('zai-org/GLM-4.5', 'zai-org', 'GLM-4.6 GLM-4.7', { maxPositions: 202_752 }),
  ...variants('zai-org/GLM-4.5-Air', 'zai-org', 'GLM-4.5-Air-Base'),
  ...variants('zai-org/GLM-4-9B-0414', 'zai-org', 'GLM-Z1-9B-0414'),
  ...variants('zai-org/GLM-5', 'zai-org', 'GLM-5.1'),
  ...variants('zai-org/GLM-5', 'zai-org', 'GLM-5.2', { maxPositions: 1024 * k }),
  ...variants('zai-org/GLM-5', 'zai-org', 'GLM-5-FP8 GLM-5.1-FP8', { format: 'fp8-block128' }),
  ...variants('zai-org/GLM-5', 'zai-org', 'GLM-5.2-FP8', {
    maxPositions: 1024 * k,
    format: 'fp8-block128',
    checkpointGiB: 703.75,
  }),

  ...variants('MiniMaxAI/MiniMax-M2', 'MiniMaxAI', 'MiniMax-M2.1 MiniMax-M2.5 MiniMax-M2.7'),
  ...variants('MiniMaxAI/MiniMax-M1-80k', 'MiniMaxAI', 'MiniMax-M1-40k MiniMax-Text-01'),

  ...variants('CohereForAI/c4ai-command-r-v01', 'CohereLabs', 'c4ai-command-r-v01'),
  ...variants(
    'CohereForAI/c4ai-command-r-plus',
    'CohereLabs',
    'c4ai-command-r-plus c4ai-command-r-plus-08-2024',
  ),
  ...variants('CohereForAI/c4ai-command-r-plus', 'CohereForAI', 'c4ai-command-r-plus-08-2024'),

  ...variants('tiiuae/falcon-7b-instruct', 'tiiuae', 'falcon-7b'),
  ...variants('tiiuae/falcon-40b-instruct', 'tiiuae', 'falcon-40b'),
  ...variants('tiiuae/falcon-180B-chat', 'tiiuae', 'falcon-180B'),
  ...variants('tiiuae/Falcon3-10B-Instruct', 'tiiuae', 'Falcon3-10B-Base'),
  ...variants(
    'nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16',
    'nvidia',
    'NVIDIA-Nemotron-3-Nano-30B-A3B-Base-BF16',
  ),
]
