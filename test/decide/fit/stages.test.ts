import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stageRanges } from '../../../src/decide/fit/stages.ts'

const counts = (...args: Parameters<typeof stageRanges>) =>
  stageRanges(...args).map(([from, to]) => to - from)

describe('layers dealt to pipeline stages', () => {
  it('splits evenly where it can', () => {
    expect(stageRanges(32, 2)).toEqual([
      [0, 16],
      [16, 32],
    ])
  })
  it('gives vLLM’s remainder to the stages before the last', () => {
    expect(counts(61, 2)).toEqual([31, 30])
    expect(counts(61, 4)).toEqual([15, 15, 16, 15])
    expect(counts(94, 4)).toEqual([23, 24, 24, 23])
  })
  it('gives SGLang’s remainder to the last stages', () => {
    expect(counts(94, 4, undefined, 'sglang')).toEqual([23, 23, 24, 24])
  })
  it('follows a partition that somebody wrote', () => {
    expect(stageRanges(10, 3, [2, 3, 5])).toEqual([
      [0, 2],
      [2, 5],
      [5, 10],
    ])
  })
  it('covers every layer once, whatever the sizes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 16 }),
        fc.constantFrom('vllm' as const, 'sglang' as const),
        (layers, stages, backend) => {
          const ranges = stageRanges(layers, stages, undefined, backend)
          expect(ranges).toHaveLength(stages)
          expect(ranges[0]?.[0]).toBe(0)
          expect(ranges.at(-1)?.[1]).toBe(layers)
          for (const [i, [from]] of ranges.entries()) if (i > 0) expect(from).toBe(ranges[i - 1]?.[1])
        },
      ),
    )
  })
})
