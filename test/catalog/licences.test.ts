import { describe, expect, it } from 'vitest'
import { licenceOf } from '../../src/catalog/licences.ts'

describe('licences of models', () => {
  it.each([
    ['Qwen/Qwen3-32B', 'apache-2.0'],
    ['Qwen/Qwen2.5-72B-Instruct', 'qwen'],
    ['meta-llama/Llama-3.3-70B-Instruct', 'llama3.3'],
    ['deepseek-ai/DeepSeek-R1', 'mit'],
    ['openai/gpt-oss-120b', 'apache-2.0'],
  ])('%s is under %s', (id, licence) => {
    expect(licenceOf(id)).toBe(licence)
  })

  it("are those of the model somebody's build was made of", () => {
    expect(licenceOf('RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic')).toBe('llama3.3')
  })

  it('are not guessed', () => {
    expect(licenceOf('team/own-model')).toBeUndefined()
    expect(licenceOf('/models/Qwen3-32B')).toBeUndefined()
  })
})
