import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { storageWords } from '../../src/catalog/storage-words.ts'

describe('storage words', () => {
  it.each([
    ['qwen3-32b', { rest: 'qwen3-32b' }],
    ['qwen3-32b-fp8', { rest: 'qwen3-32b', format: 'fp8', plainFP8: true }],
    ['qwen3-32b-fp8-static', { rest: 'qwen3-32b', format: 'fp8' }],
    ['x-w8a8-fp8', { rest: 'x', format: 'fp8-channel' }],
    ['x-w-mxfp4-a-fp8', { rest: 'x', format: 'mxfp4' }],
    ['x-mxfp8', { rest: 'x', format: 'mxfp8' }],
    ['x-awq-int4-g32', { rest: 'x', format: 'int4-g32' }],
    ['x-qat-q4.0-unquantized', { rest: 'x', format: 'bf16' }],
    ['x-float16', { rest: 'x', format: 'fp16' }],
    ['x-gguf', { rest: 'x', unreadable: 'gguf' }],
    ['x-bnb-4bit', { rest: 'x', unreadable: 'bnb' }],
  ])('of %s', (name, expected) => {
    expect(storageWords(name)).toEqual(expected)
  })

  it('that tell nothing by themselves belong to the name', () => {
    for (const name of ['x-v2', 'x-preview', 'x-moe', 'x-block', 'x-hf', 'x-dynamic', 'x-a', 'fp8'])
      expect(storageWords(name)).toEqual({ rest: name })
  })

  it('that stand behind the format go, those before it stay', () => {
    expect(storageWords('x-nvfp4-v2').rest).toBe('x')
    expect(storageWords('x-v2-nvfp4').rest).toBe('x-v2')
    expect(storageWords('x-preview-fp8').rest).toBe('x-preview')
  })

  it('never take the whole name', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('fp8', 'awq', 'kv', 'qwen3', 'v2', '4bit', 'moe'), { minLength: 1 }),
        (words) => {
          const name = words.join('-')
          const { rest } = storageWords(name)
          expect(rest).not.toBe('')
          expect(name.startsWith(rest)).toBe(true)
        },
      ),
    )
  })
})
