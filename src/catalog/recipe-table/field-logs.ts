/**
 * Starts that people logged on MI210: `davetha/mi210-llm-stack`, with vLLM 0.23.0. Known to run, hence unoptimized.
 * @module
 */
import type { RecipeRow } from './row.ts'

const source = (path: string) => `github.com/davetha/mi210-llm-stack, ${path}`
const mi210 = [{ hardware: 'MI210', type: 'unoptimized', counts: { 1: {} } }] as const

export const fieldLogs: readonly RecipeRow[] = [
  {
    model: 'Qwen/Qwen3-14B',
    precision: 'bf16',
    since: '0.11.0',
    source: source('docs/21-fp8-block-gemm-gfx90a.md'),
    args: { 'gpu-memory-utilization': 0.9 },
    on: mi210,
  },
  {
    model: 'Qwen/Qwen3-14B-FP8',
    precision: 'fp8',
    since: '0.11.0',
    source: source('docs/21-fp8-block-gemm-gfx90a.md'),
    args: { 'gpu-memory-utilization': 0.9 },
    on: mi210,
  },
  {
    model: 'Qwen/Qwen3-30B-A3B-Thinking-2507-FP8',
    precision: 'fp8',
    since: '0.11.0',
    source: source('results/t35-fp8'),
    args: {
      'gpu-memory-utilization': 0.9,
      'max-model-len': 131_072,
      'max-num-batched-tokens': 2048,
      'max-num-seqs': 256,
    },
    on: mi210,
  },
]
