import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { durationSeconds } from '../../../src/api/fields/duration.ts'
import { quantity, requestWithinLimit } from '../../../src/api/fields/quantity.ts'
import { parseMilli } from '../../../src/vocabulary/quantity.ts'

describe('quantity', () => {
  it('lets pass only what Kubernetes reads, and never a negative one', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[-+]?[0-9.]{1,4}[kKmMGi]{0,2}([eE][0-9]{1,2})?$/)),
        (text) => {
          if (!quantity.safeParse(text).success) return
          expect(parseMilli(text)).toBeGreaterThanOrEqual(0n)
        },
      ),
    )
  })

  it('compares request and limit by value, not by spelling', () => {
    const rule = requestWithinLimit<[string | number, string | number]>(
      'memory',
      'memoryLimit',
      (pair) => pair,
    )
    expect(rule.violations(['1Gi', 1_073_741_824])).toEqual([])
    expect(rule.violations(['1025Mi', '1Gi'])).toEqual([{ message: 'is 1025Mi, above memoryLimit 1Gi' }])
  })
})

describe('durationSeconds', () => {
  it.for<[string | number, number]>([
    [60, 60],
    ['30s', 30],
    ['1m30s', 90],
    ['1h', 3600],
    ['0s', 0],
  ])('reads %s as %d seconds', ([value, seconds]) => {
    expect(durationSeconds(value)).toBe(seconds)
  })
})
