/**
 * Engines that run out of device memory, and where in their start they do.
 * @module
 */
import type { LengthThatFits } from './failure.ts'
import type { Caught, Rule } from './rule.ts'

const tokens = (text: string) => Number(text).toLocaleString('en-US')

/** `undefined` for numbers that nothing can be made of. */
function length(asked: number, fits: number): LengthThatFits | undefined {
  return Number.isSafeInteger(asked) && Number.isSafeInteger(fits) && fits > 0 && fits < asked
    ? { asked, fits }
    : undefined
}

/** Of an engine that tells needed and available memory only: in proportion, and a tenth less for what does not shrink with the length. */
function inProportion(caught: Caught): LengthThatFits | undefined {
  const [asked, needed, available] = [Number(caught(1)), Number(caught(2)), Number(caught(3))]
  return needed > 0 ? length(asked, Math.floor(((asked * available) / needed) * 0.9)) : undefined
}

const tooShort = 'ask for a shorter length, more GPUs, or an fp8 KV cache'

export const memoryRules: readonly Rule[] = [
  {
    reason: 'CacheTooSmall',
    place: 'words',
    patterns: [/max seq len \((\d{1,12})\)[^\n]{0,400}?estimated maximum model length is (\d{1,12})/],
    engine: { backend: 'vllm' },
    source: 'vLLM 0.11.0-0.33.0, v1/core KV cache checks',
    message: (caught) =>
      `the KV cache holds no request of ${tokens(caught(1))} tokens, ${tokens(caught(2))} is the longest that fits`,
    remedy: tooShort,
    length: (caught) => length(Number(caught(1)), Number(caught(2))),
  },
  {
    reason: 'CacheTooSmall',
    place: 'words',
    patterns: [
      /max seq len \((\d{1,12})\), \(?([\d.]{1,12}) GiB KV cache is needed, which is larger than the available KV cache memory \(([\d.]{1,12}) GiB\)/,
    ],
    engine: { backend: 'vllm' },
    source: 'the same text cut off, and vLLM 0.9, which estimates no length',
    message: (caught) =>
      `one request of ${tokens(caught(1))} tokens needs ${caught(2)} GiB of KV cache, ${caught(3)} GiB are there`,
    remedy: tooShort,
    length: inProportion,
  },
  {
    reason: 'CacheTooSmall',
    place: 'words',
    patterns: [
      /max seq len \((\d{1,12})\) is larger than the maximum number of tokens that can be stored in KV cache \((\d{1,12})\)/,
    ],
    engine: { backend: 'vllm', until: '0.10.2' },
    source: 'vLLM, the engine before V1',
    message: (caught) =>
      `the KV cache holds no request of ${tokens(caught(1))} tokens, ${tokens(caught(2))} is the longest that fits`,
    remedy: tooShort,
    length: (caught) => length(Number(caught(1)), Number(caught(2))),
  },
  {
    reason: 'NoCacheMemory',
    place: 'words',
    patterns: [
      /No available memory for the cache blocks/,
      /not enough GPU memory available to serve even a single token/,
    ],
    engine: { backend: 'vllm' },
    source: 'vLLM 0.11.0-0.33.0, v1/core KV cache checks; auto-fit from 0.15.1',
    message: () => 'weights and overheads leave no device memory for the KV cache',
    remedy: 'use more GPUs, a quantised build of the model, or a higher share of the device’s memory',
  },
  {
    reason: 'NoCacheMemory',
    place: 'words',
    patterns: [
      /leave no GPU memory for the KV cache under --mem-fraction-static=([\d.]{1,8})/,
      /Not enough memory[^\n]{0,30}\. ?(?:Please try|Possible fixes)[^\n]{0,10} increas/,
      /Not enough memory to allocate KV cache/,
    ],
    engine: { backend: 'sglang' },
    source: 'SGLang 0.5.23, mem_cache/kv_cache_configurator.py; sgl-project/sglang#4330, #23181',
    message: () => 'the weights leave no device memory for the KV cache under this memory fraction',
    remedy: 'raise --mem-fraction-static, use more GPUs, or a quantised build of the model',
  },
  {
    reason: 'OutOfMemory',
    place: 'words',
    patterns: [/out of memory occurred when warming up sampler with (\d{1,12}) dummy requests/],
    engine: { backend: 'vllm' },
    source: 'vLLM, the V1 model runner',
    message: (caught) =>
      `the device ran out of memory when ${tokens(caught(1))} requests were tried at once, so what the engine leaves free is too little`,
    remedy: 'lower the share of the device’s memory to 0.95 or below, or max-num-seqs',
  },
  {
    reason: 'DeviceMemoryHeld',
    place: 'words',
    patterns: [
      /Free memory on device[^\n]{0,40}\(([\d.]{1,12})\/([\d.]{1,12}) GiB\)[^\n]{0,40}is less than desired GPU memory utilization/,
      /Free memory on device[^\n]{0,80}is less than desired GPU memory utilization/,
    ],
    engine: { backend: 'vllm' },
    source: 'vLLM, v1/worker/utils.py request_memory; vllm-project/vllm#20305, #25837',
    message: (caught) =>
      caught(1) === ''
        ? 'something else holds memory of the device'
        : `something else holds memory of the device: ${caught(1)} of ${caught(2)} GiB were free at the start`,
    remedy:
      'an engine that was killed may hold its memory for minutes, so it is tried again; if it stays, look on the node for a process without a pod that uses the GPU, and drain the node or reset the GPU',
  },
  {
    reason: 'OutOfMemory',
    place: 'words',
    patterns: [
      /(?:HIP|CUDA) out of memory\. Tried to allocate ([\d.]{1,12} [KMGT]iB)[^\n]{0,60}total capacity of ([\d.]{1,12} [KMGT]iB)/,
      /(?:HIP|CUDA) out of memory(?:\. Tried to allocate ([\d.]{1,12} [KMGT]iB))?/,
      /hipErrorOutOfMemory|HSA_STATUS_ERROR_OUT_OF_RESOURCES/,
    ],
    source: 'PyTorch caching allocator; ROCm runtime',
    message: (caught) => {
      const tried = caught(1) === '' ? '' : ` when it asked for ${caught(1)} more`
      const total = caught(2) === '' ? '' : ` of its ${caught(2)}`
      return `the device ran out of memory${total}${tried}`
    },
    remedy: 'use more GPUs, a quantised build of the model, a shorter length, or smaller batches',
  },
]
