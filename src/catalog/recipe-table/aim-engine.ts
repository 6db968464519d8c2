/**
 * Recipes of the aim-engine prototype (`Yu-amd/aim-engine`), as far as they can run: its rows that cannot load are left out, so are
 * dtypes that no engine has, and its SGLang rows are written in SGLang's own arguments. Published, not shown to be tuned: preview.
 * @module
 */
import type { RecipeRow, RowArguments } from './row.ts'

const source = (recipe: string) => `Yu-amd/aim-engine, recipe ${recipe}`
const chunks = (sizes: Readonly<Record<number, number>>): Readonly<Record<number, RowArguments>> =>
  Object.fromEntries(Object.entries(sizes).map(([count, size]) => [count, { 'chunked-prefill-size': size }]))
const sglang = { 'mem-fraction-static': 0.9 }

export const aimEngine: readonly RecipeRow[] = [
  {
    model: 'Qwen/Qwen3-32B',
    precision: 'bf16',
    backend: 'sglang',
    since: '0.5.9',
    source: source('qwen3-32b-mi300x-bf16'),
    args: { dtype: 'bfloat16', 'context-length': 32_768, ...sglang },
    on: [{ hardware: 'MI300X', type: 'preview', counts: chunks({ 1: 4096, 2: 8192, 4: 16_384, 8: 32_768 }) }],
  },
  {
    model: 'amd/Llama-3.1-405B-Instruct-FP8-KV',
    id: 'llama-3-1-405b-fp8-kv',
    precision: 'fp8',
    backend: 'sglang',
    since: '0.5.9',
    source: source('llama-3-1-405b-fp8-kv-mi300x-fp8'),
    args: sglang,
    on: [{ hardware: 'MI300X', type: 'preview', counts: chunks({ 4: 2048, 8: 4096 }) }],
  },
  {
    model: 'meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8',
    id: 'llama-4-maverick-17b',
    precision: 'fp8',
    since: '0.11.0',
    source: source('llama-4-maverick-17b-mi300x-fp8'),
    args: { 'max-model-len': 131_072, 'gpu-memory-utilization': 0.9 },
    on: [
      {
        hardware: 'MI300X',
        type: 'preview',
        counts: { 4: { 'max-num-batched-tokens': 65_536 }, 8: { 'max-num-batched-tokens': 131_072 } },
      },
    ],
  },
  {
    model: 'meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8',
    id: 'llama-4-maverick-17b',
    precision: 'fp8',
    backend: 'sglang',
    since: '0.5.9',
    source: source('llama-4-maverick-17b-mi300x-fp8'),
    args: sglang,
    on: [{ hardware: 'MI300X', type: 'preview', counts: chunks({ 4: 32_768, 8: 65_536 }) }],
  },
]
