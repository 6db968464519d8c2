/**
 * Relatives of the Llama rows, and what others trained from them.
 * @module
 */
import { k, variants } from '../model-variant.ts'

const llama8B = 'meta-llama/Llama-3.1-8B-Instruct'
const llama70B = 'meta-llama/Llama-3.3-70B-Instruct'
const llama405B = 'meta-llama/Llama-3.1-405B-Instruct'

export const llamaVariants = [
  ...variants('meta-llama/Llama-3.2-1B-Instruct', 'meta-llama', 'Llama-3.2-1B'),
  ...variants('meta-llama/Llama-3.2-3B-Instruct', 'meta-llama', 'Llama-3.2-3B'),
  ...variants(
    llama8B,
    'meta-llama',
    'Llama-3.1-8B Meta-Llama-3.1-8B Meta-Llama-3.1-8B-Instruct Llama-Guard-3-8B',
  ),
  ...variants(llama8B, 'meta-llama', 'Meta-Llama-3-8B Meta-Llama-3-8B-Instruct', { maxPositions: 8 * k }),
  ...variants(llama8B, 'deepseek-ai', 'DeepSeek-R1-Distill-Llama-8B'),
  ...variants(llama8B, 'NousResearch', 'Hermes-3-Llama-3.1-8B'),
  ...variants(llama8B, 'nvidia', 'Llama-3.1-Nemotron-Nano-8B-v1'),
  ...variants(
    llama70B,
    'meta-llama',
    'Llama-3.1-70B Llama-3.1-70B-Instruct Meta-Llama-3.1-70B Meta-Llama-3.1-70B-Instruct',
  ),
  ...variants(llama70B, 'meta-llama', 'Meta-Llama-3-70B Meta-Llama-3-70B-Instruct', { maxPositions: 8 * k }),
  ...variants(llama70B, 'deepseek-ai', 'DeepSeek-R1-Distill-Llama-70B'),
  ...variants(llama70B, 'nvidia', 'Llama-3.1-Nemotron-70B-Instruct-HF'),
  ...variants(llama70B, 'NousResearch', 'Hermes-3-Llama-3.1-70B Hermes-4-70B'),
  ...variants(llama405B, 'meta-llama', 'Llama-3.1-405B Meta-Llama-3.1-405B Meta-Llama-3.1-405B-Instruct'),
  ...variants(
    llama405B,
    'meta-llama',
    'Llama-3.1-405B-FP8 Llama-3.1-405B-Instruct-FP8 Meta-Llama-3.1-405B-FP8 Meta-Llama-3.1-405B-Instruct-FP8',
    { format: 'fp8-fbgemm' },
  ),
  ...variants(llama405B, 'NousResearch', 'Hermes-3-Llama-3.1-405B Hermes-4-405B'),
  ...variants('meta-llama/Llama-4-Scout-17B-16E-Instruct', 'meta-llama', 'Llama-4-Scout-17B-16E', {
    maxPositions: 256 * k,
  }),
  ...variants('meta-llama/Llama-4-Maverick-17B-128E-Instruct', 'meta-llama', 'Llama-4-Maverick-17B-128E', {
    maxPositions: 256 * k,
  }),
  ...variants(
    'meta-llama/Llama-4-Maverick-17B-128E-Instruct',
    'meta-llama',
    'Llama-4-Maverick-17B-128E-Instruct-FP8',
    { format: 'fp8-channel' },
  ),
  ...variants('meta-llama/Llama-2-7b-chat-hf', 'meta-llama', 'Llama-2-7b-hf'),
  ...variants('meta-llama/Llama-2-13b-chat-hf', 'meta-llama', 'Llama-2-13b-hf'),
  ...variants('meta-llama/Llama-2-70b-chat-hf', 'meta-llama', 'Llama-2-70b-hf'),
  ...variants('01-ai/Yi-1.5-9B-Chat', '01-ai', 'Yi-1.5-9B'),
  ...variants('01-ai/Yi-1.5-34B-Chat', '01-ai', 'Yi-1.5-34B'),
  ...variants('tiiuae/Falcon3-7B-Instruct', 'tiiuae', 'Falcon3-7B-Base'),
  ...variants('tiiuae/Falcon3-10B-Instruct', 'tiiuae', 'Falcon3-10B-Base'),
]
