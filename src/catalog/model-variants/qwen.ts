/**
 * Relatives of the Qwen rows, and what others trained from them.
 * @module
 */
import { k, variants } from '../model-variant.ts'

export const qwenVariants = [
  ...variants('Qwen/Qwen3-0.6B', 'Qwen', 'Qwen3-0.6B-Base', { maxPositions: 32 * k }),
  ...variants('Qwen/Qwen3-1.7B', 'Qwen', 'Qwen3-1.7B-Base', { maxPositions: 32 * k }),
  ...variants('Qwen/Qwen3-4B', 'Qwen', 'Qwen3-4B-Base', { maxPositions: 32 * k }),
  ...variants('Qwen/Qwen3-4B', 'Qwen', 'Qwen3-4B-Instruct-2507 Qwen3-4B-Thinking-2507', {
    maxPositions: 256 * k,
  }),
  ...variants('Qwen/Qwen3-8B', 'Qwen', 'Qwen3-8B-Base', { maxPositions: 32 * k }),
  ...variants('Qwen/Qwen3-8B', 'deepseek-ai', 'DeepSeek-R1-0528-Qwen3-8B', { maxPositions: 128 * k }),
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
  ...variants(
    'Qwen/Qwen3-Next-80B-A3B-Instruct',
    'Qwen',
    'Qwen3-Next-80B-A3B-Thinking Qwen3-Coder-Next Qwen3-Coder-Next-Base',
  ),
  ...variants('Qwen/Qwen3.6-27B', 'Qwen', 'Qwen3.5-27B Qwen3.8-27B'),
  ...variants('Qwen/Qwen3.6-35B-A3B', 'Qwen', 'Qwen3.5-35B-A3B Qwen3.5-35B-A3B-Base'),
  ...variants('Qwen/Qwen3.6-35B-A3B', 'Qwen', 'Qwen3.6-35B-A3B-FP8', {
    format: 'fp8-block128',
    checkpointGiB: 34.9,
  }),
  ...variants('Qwen/Qwen3.5-122B-A10B', 'Qwen', 'Qwen3.5-122B-A10B-GPTQ-Int4', {
    format: 'int4-g128',
    checkpointGiB: 73.47,
  }),
  ...variants('Qwen/Qwen3.5-397B-A17B', 'Qwen', 'Qwen3.5-397B-A17B-GPTQ-Int4', {
    format: 'int4-g128',
    checkpointGiB: 219.56,
  }),
  ...variants('Qwen/Qwen3-VL-2B-Instruct', 'Qwen', 'Qwen3-VL-2B-Thinking'),
  ...variants('Qwen/Qwen3-VL-4B-Instruct', 'Qwen', 'Qwen3-VL-4B-Thinking'),
  ...variants('Qwen/Qwen3-VL-8B-Instruct', 'Qwen', 'Qwen3-VL-8B-Thinking'),
  ...variants('Qwen/Qwen3-VL-32B-Instruct', 'Qwen', 'Qwen3-VL-32B-Thinking'),
  ...variants('Qwen/Qwen3-VL-30B-A3B-Instruct', 'Qwen', 'Qwen3-VL-30B-A3B-Thinking'),
  ...variants('Qwen/Qwen3-VL-235B-A22B-Instruct', 'Qwen', 'Qwen3-VL-235B-A22B-Thinking'),
  ...variants(
    'Qwen/Qwen2.5-0.5B-Instruct',
    'Qwen',
    'Qwen2.5-0.5B Qwen2.5-Coder-0.5B Qwen2.5-Coder-0.5B-Instruct Qwen2-0.5B-Instruct',
  ),
  ...variants(
    'Qwen/Qwen2.5-1.5B-Instruct',
    'Qwen',
    'Qwen2.5-Coder-1.5B Qwen2.5-Coder-1.5B-Instruct Qwen2-1.5B-Instruct',
  ),
  ...variants('Qwen/Qwen2.5-1.5B-Instruct', 'Qwen', 'Qwen2.5-1.5B', { maxPositions: 128 * k }),
  ...variants('Qwen/Qwen2.5-3B-Instruct', 'Qwen', 'Qwen2.5-3B Qwen2.5-Coder-3B Qwen2.5-Coder-3B-Instruct'),
  ...variants(
    'Qwen/Qwen2.5-7B-Instruct',
    'Qwen',
    'Qwen2.5-Coder-7B Qwen2.5-Coder-7B-Instruct Qwen2-7B-Instruct',
  ),
  ...variants('Qwen/Qwen2.5-7B-Instruct', 'Qwen', 'Qwen2.5-7B Qwen2-7B', { maxPositions: 128 * k }),
  ...variants('Qwen/Qwen2.5-14B-Instruct', 'Qwen', 'Qwen2.5-Coder-14B Qwen2.5-Coder-14B-Instruct'),
  ...variants('Qwen/Qwen2.5-14B-Instruct', 'Qwen', 'Qwen2.5-14B', { maxPositions: 128 * k }),
  ...variants(
    'Qwen/Qwen2.5-32B-Instruct',
    'Qwen',
    'Qwen2.5-Coder-32B Qwen2.5-Coder-32B-Instruct QwQ-32B-Preview',
  ),
  ...variants('Qwen/Qwen2.5-32B-Instruct', 'Qwen', 'Qwen2.5-32B', { maxPositions: 128 * k }),
  ...variants('Qwen/Qwen2.5-32B-Instruct', 'Qwen', 'QwQ-32B', { maxPositions: 40 * k }),
  ...variants('Qwen/Qwen2.5-72B-Instruct', 'Qwen', 'Qwen2-72B-Instruct'),
  ...variants(
    'Qwen/Qwen2.5-72B-Instruct-AWQ',
    'Qwen',
    'Qwen2.5-72B-Instruct-GPTQ-Int4 Qwen2-72B-Instruct-AWQ Qwen2-72B-Instruct-GPTQ-Int4',
  ),
  ...variants(
    'Qwen/Qwen2.5-72B-Instruct-AWQ',
    'Qwen',
    'Qwen2.5-72B-Instruct-GPTQ-Int8 Qwen2-72B-Instruct-GPTQ-Int8',
    { format: 'int8-g128' },
  ),
  ...variants('Qwen/Qwen2.5-72B-Instruct', 'Qwen', 'Qwen2.5-72B Qwen2-72B', { maxPositions: 128 * k }),
  ...variants('Qwen/Qwen2.5-72B-Instruct', 'moonshotai', 'Kimi-Dev-72B', { maxPositions: 128 * k }),
  ...variants('Qwen/Qwen2.5-7B-Instruct', 'deepseek-ai', 'DeepSeek-R1-Distill-Qwen-7B', {
    maxPositions: 128 * k,
  }),
  ...variants('Qwen/Qwen2.5-14B-Instruct', 'deepseek-ai', 'DeepSeek-R1-Distill-Qwen-14B', {
    maxPositions: 128 * k,
  }),
  ...variants('Qwen/Qwen2.5-32B-Instruct', 'deepseek-ai', 'DeepSeek-R1-Distill-Qwen-32B', {
    maxPositions: 128 * k,
  }),
]
