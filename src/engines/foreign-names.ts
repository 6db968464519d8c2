/**
 * Names people carry over: from one engine to the other, from recipe files that mixed both up, and from arguments that are gone.
 * @module
 */
import type { Backend } from '../catalog/recipe.ts'

/** Names that mean an argument of this engine, read as that one with a warning. */
export const renames: Readonly<Record<Backend, Readonly<Record<string, string>>>> = {
  vllm: {
    // AIM's recipe files
    'max-context-len': 'max-model-len',
  },
  sglang: {
    'gpu-memory-utilization': 'mem-fraction-static',
    'max-model-len': 'context-length',
    'max-context-len': 'context-length',
    'max-num-batched-tokens': 'chunked-prefill-size',
    'max-num-seqs': 'max-running-requests',
    'max-batch-size': 'max-running-requests',
    'enforce-eager': 'disable-cuda-graph',
  },
}

/** Names that stop this engine, and what it calls the same. */
export const synonyms: Readonly<Record<Backend, Readonly<Record<string, string>>>> = {
  vllm: {
    'tp-size': 'tensor-parallel-size',
    'pp-size': 'pipeline-parallel-size',
    'dp-size': 'data-parallel-size',
    'context-length': 'max-model-len',
    'mem-fraction-static': 'gpu-memory-utilization',
    'chunked-prefill-size': 'max-num-batched-tokens',
    'max-running-requests': 'max-num-seqs',
    'disable-cuda-graph': 'enforce-eager',
  },
  sglang: {},
}

/** Names that stop this engine and have no counterpart, with what to do. */
export const advice: Readonly<Record<Backend, Readonly<Record<string, string>>>> = {
  vllm: { 'swap-space': 'leave it out, the V1 engine has no swap space' },
  sglang: {
    'enable-expert-parallel': 'SGLang calls it "--ep-size N"',
    'kv-cache-memory-bytes': 'SGLang sizes its cache by "--mem-fraction-static" or "--max-total-tokens"',
  },
}

/** Names that did something once and are left out with a warning: nothing is lost. */
export const dropped: Readonly<Record<Backend, Readonly<Record<string, string>>>> = {
  vllm: { 'disable-log-requests': 'requests are not logged unless "--enable-log-requests" is given' },
  sglang: {},
}

/** Beginnings of names that an engine's own documents write, so that nobody is told of them. Source: SGLang, "Server arguments". */
export const usualBeginnings: Readonly<Record<Backend, readonly string[]>> = {
  vllm: [],
  sglang: ['tp', 'pp', 'dp'],
}
