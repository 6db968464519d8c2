import { describe, expect, it } from 'vitest'
import { resolveModel } from '../../src/catalog/models.ts'
import { repositoryBytes } from '../../src/catalog/repository-bytes.ts'

const gibOf = (id: string) => {
  const model = resolveModel(id)
  return Math.round(((model && repositoryBytes(model)) ?? 0) / 2 ** 30)
}

describe('the size of a repository', () => {
  it('is that of its own files where they were counted, not half of the 16-bit ones', () => {
    expect(gibOf('Qwen/Qwen3.6-35B-A3B-FP8')).toBe(35)
  })

  it('is that of the parameters where nobody counted', () => {
    expect(gibOf('Qwen/Qwen3-32B')).toBe(61)
    expect(gibOf('somebody/Qwen3-32B-AWQ')).toBe(15)
  })
})
