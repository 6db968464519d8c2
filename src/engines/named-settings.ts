/**
 * The settings that have a name of their own, and the arguments that carry them.
 * @module
 */
import type { Backend } from '../catalog/recipe.ts'
import type { EngineSettings } from './settings.ts'

type KeyOf<T> = {
  [K in keyof EngineSettings]-?: NonNullable<EngineSettings[K]> extends T ? K : never
}[keyof EngineSettings]

/**
 * `count`: a whole number from 1. `tokens`, `bytes`: the same, vLLM also reads `32k` (1000) and `32K` (1024).
 * `fraction`: above 0, at most 1.
 */
export type NamedSetting =
  | {
      readonly key: KeyOf<number>
      readonly kind: 'count' | 'tokens' | 'bytes' | 'fraction'
      readonly name: string
      readonly alias?: string
    }
  | { readonly key: KeyOf<string>; readonly kind: 'word'; readonly name: string; readonly alias?: string }
  | { readonly key: KeyOf<boolean>; readonly kind: 'flag'; readonly name: string; readonly alias?: string }

/** Name and alias of each setting. SGLang's expert parallelism is a size (`expertParallelSizes`), not a switch. */
export const namedSettings: Readonly<Record<Backend, readonly NamedSetting[]>> = {
  vllm: [
    { key: 'tensorParallel', kind: 'count', name: 'tensor-parallel-size' },
    { key: 'pipelineParallel', kind: 'count', name: 'pipeline-parallel-size' },
    { key: 'dataParallel', kind: 'count', name: 'data-parallel-size' },
    { key: 'expertParallel', kind: 'flag', name: 'enable-expert-parallel' },
    { key: 'dtype', kind: 'word', name: 'dtype' },
    { key: 'quantization', kind: 'word', name: 'quantization' },
    { key: 'kvCacheDtype', kind: 'word', name: 'kv-cache-dtype' },
    { key: 'maxModelLen', kind: 'tokens', name: 'max-model-len' },
    { key: 'maxNumSeqs', kind: 'count', name: 'max-num-seqs' },
    { key: 'maxNumBatchedTokens', kind: 'tokens', name: 'max-num-batched-tokens' },
    {
      key: 'memoryFraction',
      kind: 'fraction',
      name: 'gpu-memory-utilization',
      alias: 'device-memory-utilization',
    },
    { key: 'kvCacheMemoryBytes', kind: 'bytes', name: 'kv-cache-memory-bytes' },
    { key: 'enforceEager', kind: 'flag', name: 'enforce-eager' },
  ],
  sglang: [
    { key: 'tensorParallel', kind: 'count', name: 'tp-size', alias: 'tensor-parallel-size' },
    { key: 'pipelineParallel', kind: 'count', name: 'pp-size', alias: 'pipeline-parallel-size' },
    { key: 'dataParallel', kind: 'count', name: 'dp-size', alias: 'data-parallel-size' },
    { key: 'dtype', kind: 'word', name: 'dtype' },
    { key: 'quantization', kind: 'word', name: 'quantization' },
    { key: 'kvCacheDtype', kind: 'word', name: 'kv-cache-dtype' },
    { key: 'maxModelLen', kind: 'tokens', name: 'context-length' },
    { key: 'maxNumSeqs', kind: 'count', name: 'max-running-requests' },
    { key: 'maxNumBatchedTokens', kind: 'tokens', name: 'chunked-prefill-size' },
    { key: 'memoryFraction', kind: 'fraction', name: 'mem-fraction-static' },
    { key: 'enforceEager', kind: 'flag', name: 'disable-cuda-graph' },
  ],
}

/** SGLang: experts are spread over as many ranks. */
export const expertParallelSizes: readonly string[] = ['ep-size', 'expert-parallel-size', 'ep']

/** The setting an argument carries. */
export function settingOf(backend: Backend, name: string): NamedSetting | undefined {
  return namedSettings[backend].find((setting) => setting.name === name || setting.alias === name)
}

/** Arguments that fitgate writes itself from other fields of the object, and where they come from. */
export const managedArguments: Readonly<Record<string, string>> = {
  model: 'the model is set by the object',
  'model-path': 'the model is set by the object',
  host: 'the engine listens on all addresses of its pod',
  port: 'the port is the one of the Service',
  config: 'the configuration file is written by fitgate',
}

/** The engine's own spelling of a setting, `--max-model-len`. */
export function flagOf(backend: Backend, key: keyof EngineSettings): string {
  return `--${namedSettings[backend].find((setting) => setting.key === key)?.name ?? key}`
}
