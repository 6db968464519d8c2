import { describe, expect, it } from 'vitest'
import { isWhole } from '../../../src/decide/calculator/answer.ts'
import { ask } from '../../../src/decide/calculator/ask.ts'
import type { Question } from '../../../src/decide/calculator/question.ts'

function answered(question: Question) {
  const { answer } = ask(question)
  if (answer === undefined) throw new Error('not answered')
  return answer
}

const oss: Question = { model: 'openai/gpt-oss-120b', accelerator: 'H100', memoryFraction: 0.95 }
const k3: Question = { model: 'moonshotai/Kimi-K3', accelerator: 'B300', tensorParallel: 8 }
function cacheOf(question: Question): number {
  const { perGpu } = answered(question)
  return isWhole(perGpu) ? perGpu.kvCacheGiB : Number.NaN
}

describe('a question that names no version', () => {
  it('is answered with the figures of the version that leaves least for the cache, and says so', () => {
    const answer = answered(oss)
    expect(answer.engine).toBe('vllm@0.11.0')
    expect(answer.notes.join()).toContain('nobody said which vLLM')
    for (const version of ['0.11.0', '0.20.2', '0.33.0'])
      expect(cacheOf(oss)).toBeLessThanOrEqual(cacheOf({ ...oss, engine: `vllm@${version}` }))
  })

  it('only just fits where one version refuses it and another starts', () => {
    const question: Question = { ...oss, memoryFraction: 0.92, maxModelLen: 131_072 }
    expect(answered({ ...question, engine: 'vllm@0.11.0' }).verdict).toBe('DoesNotFit')
    expect(answered({ ...question, engine: 'vllm@0.33.0' }).verdict).toBe('Marginal')
    const { verdict, reasons } = answered(question)
    expect([verdict, reasons[0]?.code]).toEqual(['Marginal', 'VersionDecides'])
  })

  it('is not judged by versions that do not have the class', () => {
    expect(answered({ ...k3, engine: 'vllm@0.20.2' }).verdict).toBe('DoesNotFit')
    expect(answered(k3).verdict).toBe('Fits')
  })
})

describe('a question that names its engine', () => {
  it('is answered by that version alone', () => {
    const answer = answered({ ...oss, engine: 'vllm@0.33.0' })
    expect([answer.engine, answer.verdict, answer.notes]).toEqual(['vllm@0.33.0', 'Fits', []])
  })
})
