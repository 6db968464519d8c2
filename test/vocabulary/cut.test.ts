import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cut } from '../../src/vocabulary/cut.ts'

describe('a text that is cut', () => {
  it('is left alone where it is short enough', () => {
    expect(cut('short', 5)).toBe('short')
  })

  it('ends behind a word where one ends near, else inside it', () => {
    expect(cut('one two three', 9)).toBe('one two…')
    expect(cut('a verylongword', 9)).toBe('a verylo…')
  })

  it('is never longer than allowed, and never ends in half a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.integer({ min: 2, max: 40 }),
        (text, max) => {
          const short = cut(text, max)
          expect(short.length).toBeLessThanOrEqual(max)
          if (text.length > max) expect(short.at(-1)).toBe('…')
          expect(short.isWellFormed()).toBe(true)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
