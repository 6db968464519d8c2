/**
 * A question to the calculator: a model, a device, an engine and its flags, with no cluster and no Kubernetes object in sight.
 * @module
 */
import type { Correction } from '../../inventory/corrections.ts'

export interface Question {
  /** Hub repository; may be left out where `config` is given. */
  readonly model?: string
  /** Parsed config.json; wins over what is known of the repository. */
  readonly config?: unknown
  /** Parsed model.safetensors.index.json. */
  readonly weightsIndex?: unknown
  /** `MI300X`, `MI300X/cpx_nps4`, `H100-80GB`; may be left out where `gpuMemoryGiB` is given. */
  readonly accelerator?: string
  /** Memory of one device, GiB; wins over the accelerator's. */
  readonly gpuMemoryGiB?: number
  /** `vllm`, `vllm@0.11.0`, `sglang@0.5.23`. Default: the newest vLLM that was read. */
  readonly engine?: string
  /** Default 1. */
  readonly tensorParallel?: number
  readonly pipelineParallel?: number
  readonly dataParallel?: number
  readonly expertParallel?: boolean
  /** Nodes one engine spans. Default 1. */
  readonly nodes?: number
  readonly dtype?: string
  /** What the engine is told: `fp8` on a 16-bit repository is made at load. */
  readonly quantization?: string
  /** What the files hold, where the name does not say. */
  readonly storedAs?: string
  readonly kvCacheDtype?: string
  readonly memoryFraction?: number
  /** Tokens. Default: the model's maximum, as the engine takes it. */
  readonly maxModelLen?: number
  readonly maxNumSeqs?: number
  readonly maxNumBatchedTokens?: number
  readonly kvCacheMemoryBytes?: number
  readonly enforceEager?: boolean
  /** Any other argument, as that engine and version take them; the named ones win. */
  readonly engineArgs?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Image reference; its digest finds a learned correction. */
  readonly image?: string
  readonly corrections?: readonly Correction[]
}

/** Names of the flags, which reasons point to. */
export const flagOf = {
  model: '--model',
  config: '--model-config',
  weightsIndex: '--weights-index',
  accelerator: '--accelerator',
  gpuMemoryGiB: '--gpu-memory-gib',
  engine: '--engine',
  tensorParallel: '--tensor-parallel-size',
  pipelineParallel: '--pipeline-parallel-size',
  dataParallel: '--data-parallel-size',
  expertParallel: '--enable-expert-parallel',
  nodes: '--nnodes',
  dtype: '--dtype',
  quantization: '--quantization',
  storedAs: '--stored-as',
  kvCacheDtype: '--kv-cache-dtype',
  memoryFraction: '--gpu-memory-utilization',
  maxModelLen: '--max-model-len',
  maxNumSeqs: '--max-num-seqs',
  maxNumBatchedTokens: '--max-num-batched-tokens',
  kvCacheMemoryBytes: '--kv-cache-memory-bytes',
  enforceEager: '--enforce-eager',
  engineArgs: '--',
  image: '--image',
} as const satisfies Partial<Record<keyof Question, `--${string}`>>
