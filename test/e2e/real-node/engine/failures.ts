/**
 * How engines fail: what they say last, as their logs have it, and how they end.
 * Sources: the texts of `test/controllers/failures/excerpts.ts`; a process that the kernel kills says nothing.
 * Only what the versions say that are installed today: the engine before V1 had words of its own.
 */

export interface Failure {
  /** What the controller calls it. */
  readonly reason: string
  readonly text: string
  readonly exitCode: number
}

export const failures = {
  held: {
    reason: 'DeviceMemoryHeld',
    text: 'ValueError: Free memory on device (31.44/191.98 GiB) on startup is less than desired GPU memory utilization (0.95, 182.38 GiB). Decrease GPU memory utilization or reduce GPU memory used by other processes.',
    exitCode: 1,
  },
  weights: {
    reason: 'OutOfMemory',
    text: 'torch.OutOfMemoryError: HIP out of memory. Tried to allocate 14.00 GiB. GPU 0 has a total capacity of 191.98 GiB of which 6.12 GiB is free.\nRuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {}',
    exitCode: 1,
  },
  'no-cache': {
    reason: 'NoCacheMemory',
    text: 'ValueError: No available memory for the cache blocks. Try increasing `gpu_memory_utilization` when initializing the engine.',
    exitCode: 1,
  },
  'small-cache': {
    reason: 'CacheTooSmall',
    text: "ValueError: To serve at least one request with the models's max seq len (4096), (16.00 GiB KV cache is needed, which is larger than the available KV cache memory (11.24 GiB). Based on the available memory, the estimated maximum model length is 2877. Try increasing `gpu_memory_utilization` or decreasing `max_model_len` when initializing the engine.",
    exitCode: 1,
  },
  sampler: {
    reason: 'OutOfMemory',
    text: 'RuntimeError: CUDA out of memory occurred when warming up sampler with 1024 dummy requests. Please try lowering `max_num_seqs` or `gpu_memory_utilization` when initializing the engine.',
    exitCode: 1,
  },
  heads: {
    reason: 'BadParallelism',
    text: 'Value error, Total number of attention heads (40) must be divisible by tensor parallel size (16). [type=value_error]',
    exitCode: 1,
  },
  widths: { reason: 'BadParallelism', text: 'AssertionError: 3420 is not divisible by 8', exitCode: 1 },
  format: {
    reason: 'FormatUnsupported',
    text: 'RuntimeError: Unsupported dtype: torch.float8_e4m3fn',
    exitCode: 1,
  },
  // as the kernel ends a process that outgrows the limit of its pod, where nobody records why
  killed: { reason: 'EngineKilled', text: '', exitCode: 137 },
} as const satisfies Readonly<Record<string, Failure>>

export type FailureName = keyof typeof failures

export function isFailure(name: string): name is FailureName {
  return Object.hasOwn(failures, name)
}
