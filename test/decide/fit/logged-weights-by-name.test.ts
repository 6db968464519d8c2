import { describe, expect, it } from 'vitest'
import type { NVIDIAGeneration } from '../../../src/catalog/accelerator.ts'
import { resolveModel } from '../../../src/catalog/models.ts'
import { weightsGiB } from '../../../src/decide/fit/weights.ts'

type Row = readonly [
  name: string,
  tensorParallel: number,
  device: `gfx${string}` | NVIDIAGeneration,
  version: string,
  loggedGiB: number,
]

/** Logged weights of repositories as their names resolve: layers, format and exceptions are the catalog's. GiB on one rank. */
const rows: readonly Row[] = [
  ['Qwen/Qwen3-14B-FP8', 1, 'gfx90a', '0.23.0', 15.71],
  ['Qwen/Qwen3-14B', 1, 'gfx90a', '0.23.0', 27.52],
  ['RedHatAI/Qwen3-14B-FP8-dynamic', 1, 'ampere', '0.12.0', 15.3291],
  ['RedHatAI/Qwen3-14B-FP8-dynamic', 1, 'blackwell-rtx', '0.12.0', 15.3388],
  ['RedHatAI/Qwen3-14B-FP8-dynamic', 1, 'gfx1201', '0.11.2', 15.418],
  ['RedHatAI/Qwen3-14B-FP8-dynamic', 2, 'gfx1201', '0.11.2', 7.8555],
  ['RedHatAI/gemma-3-27b-it-FP8-dynamic', 2, 'gfx1201', '0.11.2', 14.2812],
  ['RedHatAI/gemma-3-12b-it-FP8-dynamic', 1, 'gfx1201', '0.11.2', 13.5273],
  ['google/gemma-3-4b-it', 1, 'blackwell', '0.11.0', 8.58],
  ['cpatonn/Qwen3-Coder-30B-A3B-Instruct-GPTQ-4bit', 1, 'ampere', '0.12.0', 15.6116],
  ['cpatonn/Qwen3-Next-80B-A3B-Instruct-AWQ-4bit', 2, 'gfx1201', '0.11.2', 23.502],
  ['Qwen/Qwen3-30B-A3B', 4, 'hopper', '0.33.0', 14.2474],
  ['Qwen/Qwen3-32B', 1, 'hopper', '0.11.0', 61.03],
  ['Qwen/Qwen3-32B', 2, 'hopper', '0.11.0', 30.59],
  ['openai/gpt-oss-20b', 2, 'gfx1201', '0.11.2', 7.4551],
  ['openai/gpt-oss-120b', 1, 'hopper', '0.11.0', 64.38],
  ['openai/gpt-oss-20b', 1, 'ampere', '0.12.0', 13.7194],
  ['RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic', 2, 'hopper', '0.11.0', 33.88],
  ['meta-llama/Llama-3.1-8B-Instruct', 8, 'gfx942', '0.33.0', 1.9028],
  ['meta-llama/Meta-Llama-3-8B-Instruct', 2, 'hopper', '0.33.0', 7.48],
  ['mistralai/Mistral-Small-3.2-24B-Instruct-2506', 1, 'hopper', '0.11.0', 44.76],
  ['deepseek-ai/DeepSeek-R1-Distill-Qwen-14B', 2, 'ada', '0.33.0', 13.9476],
]

function byName([name, tensorParallel, device, version]: Row): number | undefined {
  const model = resolveModel(name)
  const shape = model?.architecture.shape
  if (model === undefined || shape === undefined) return undefined
  const amd = /^gfx/.test(device)
  return weightsGiB({
    shape,
    stored: model.stored,
    loadedAs: model.stored.format,
    tensorParallel,
    stage: [0, shape.layers.length],
    firstStage: true,
    lastStage: true,
    dataParallel: 1,
    expertParallel: false,
    vendor: amd ? 'amd' : 'nvidia',
    gfx: amd ? device : '',
    ...(amd ? {} : { nvidia: device as NVIDIAGeneration }),
    engine: { backend: 'vllm', version },
  })
}

describe('weights of a repository known by its name', () => {
  it.each(rows)('%s over %i on %s, vLLM %s, are within 1.5 % of the log', (...row) => {
    expect(Math.abs((byName(row) ?? 0) / row[4] - 1)).toBeLessThan(0.015)
  })
  it('are half of the time within 0.2 %', () => {
    const errors = rows.map((row) => Math.abs((byName(row) ?? 0) / row[4] - 1)).sort((a, b) => a - b)
    expect(errors[Math.floor(errors.length / 2)]).toBeLessThan(0.002)
  })
})
