import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  correctionFrom,
  isLearned,
  learnedConfigMap,
  maxLearned,
  readLearned,
} from '../../../src/controllers/learning/learned.ts'

const about = {
  model: 'Qwen/Qwen3-32B',
  accelerator: 'MI300X',
  imageDigest: `sha256:${'a'.repeat(64)}`,
  namespace: 'team-a',
}

describe('what a start teaches', () => {
  it('is the measured cache over the computed one', () => {
    expect(correctionFrom(about, 100_000, 96_000)).toEqual({ ...about, cacheRatio: 0.96, starts: 1 })
  })

  it('is never more than a tenth, and nothing where the two have nothing to do with one another', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: false }), fc.double({ noNaN: false }), (computed, measured) => {
        const ratio = correctionFrom(about, computed, measured)?.cacheRatio
        if (ratio === undefined) return
        expect(ratio).toBeGreaterThanOrEqual(0.9)
        expect(ratio).toBeLessThanOrEqual(1.1)
      }),
    )
    expect(correctionFrom(about, 100_000, 125_000)?.cacheRatio).toBe(1.1)
    expect(correctionFrom(about, 100_000, 600_000)).toBeUndefined()
    expect(correctionFrom(about, 0, 1)).toBeUndefined()
  })

  it('counts in its namespace only', () => {
    const learned = [{ ...about, cacheRatio: 0.96, starts: 1 }]
    expect(isLearned(learned, { ...about, model: 'qwen/qwen3-32b' })).toBe(true)
    expect(isLearned(learned, { ...about, namespace: 'team-b' })).toBe(false)
    expect(isLearned([{ ...about, namespace: undefined, cacheRatio: 1, starts: 9 }], about)).toBe(true)
  })
})

describe('where it is kept', () => {
  const many = Array.from({ length: maxLearned + 7 }, (_, i) => ({
    ...about,
    namespace: `team-${i}`,
    cacheRatio: 1,
    starts: 1,
  }))

  it('comes back as it was written, the newest where there are too many', () => {
    expect(readLearned(learnedConfigMap(many.slice(0, 3), 'fitgate-system'))).toEqual(many.slice(0, 3))
    expect(readLearned(learnedConfigMap(many, 'fitgate-system'))).toEqual(many.slice(7))
  })

  it.each([
    ['no ConfigMap', undefined],
    ['what is no JSON', '{'],
    ['what is no list of corrections', '[{"model": "x"}]'],
    [
      'a word on every namespace',
      JSON.stringify([{ ...about, namespace: undefined, cacheRatio: 1, starts: 1 }]),
    ],
  ])('is empty with %s', (_what, text) => {
    const object = { ...learnedConfigMap([], 'fitgate-system'), data: { 'corrections.json': text ?? '' } }
    expect(readLearned(text === undefined ? undefined : object)).toEqual([])
  })
})
