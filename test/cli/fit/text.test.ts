import { describe, expect, it } from 'vitest'
import { answerText } from '../../../src/cli/fit/text.ts'
import { ask } from '../../../src/decide/calculator/ask.ts'
import type { Question } from '../../../src/decide/calculator/question.ts'
import { plain } from '../../../src/decide/explain/plan.ts'

function screen(question: Question): string {
  const { answer, errors } = ask(question)
  if (answer === undefined) throw new Error(JSON.stringify(errors))
  return answerText(answer, plain)
}

// to be read, not only compared: npx vitest run --project unit test/cli/fit -u
describe('the screen of fitgate fit', () => {
  it.each<[string, Question]>([
    ['fits', { model: 'Qwen/Qwen3-32B', accelerator: 'MI300X' }],
    ['build', { model: 'RedHatAI/Qwen3-14B-FP8-dynamic', accelerator: 'R9700', tensorParallel: 2 }],
    ['too-large', { model: 'Qwen/Qwen3-235B-A22B', accelerator: 'MI300X' }],
    [
      'too-long',
      { model: 'meta-llama/Llama-3.3-70B-Instruct', accelerator: 'MI300X', engine: 'vllm@0.33.0' },
    ],
    ['illegal', { model: 'microsoft/phi-4', accelerator: 'MI300X', tensorParallel: 4 }],
    ['version', { model: 'openai/gpt-oss-120b', accelerator: 'H100', memoryFraction: 0.95 }],
    ['sglang', { model: 'Qwen/Qwen3-32B', accelerator: 'MI300X', engine: 'sglang@0.5.23' }],
    ['memory', { model: 'Qwen/Qwen3-8B', gpuMemoryGiB: 24 }],
    ['unknown', { model: 'acme/Secret-7B', accelerator: 'MI300X' }],
    ['no-device', { model: 'Qwen/Qwen3-32B', accelerator: 'unspecified' }],
  ])('%s', async (name, question) => {
    const text = screen(question)
    expect(text.split('\n').filter((line) => line.length > 100 || line !== line.trimEnd())).toEqual([])
    await expect(text).toMatchFileSnapshot(`golden/${name}.txt`)
  })
})
