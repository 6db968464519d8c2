import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countOf, formatCount, formatGiB, parseMilli, parseQuantity } from '../../src/vocabulary/quantity.ts'

describe('Kubernetes quantities', () => {
  it.each([
    ['1', 1],
    ['0.5', 0.5],
    ['.5', 0.5],
    ['5.', 5],
    ['500m', 0.5],
    ['1500m', 1.5],
    ['16Gi', 17_179_869_184],
    ['1.5Gi', 1_610_612_736],
    ['2k', 2000],
    ['2e3', 2000],
    ['2E3', 2000],
    ['1E', 1e18],
    ['-2', -2],
    ['+3', 3],
    ['100u', 0.001],
  ])('%s is %d', (text, value) => {
    expect(parseQuantity(text)).toBe(value)
  })

  it.each(['', 'two', '1 Gi', '1gi', '1KiB', '.', '--1', '1e', '0x10'])('%j is none', (text) => {
    expect(parseMilli(text)).toBeUndefined()
  })

  it('compares equal values written differently', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (n) => {
        expect(parseMilli(`${n}`)).toBe(parseMilli(`${n}000m`))
        expect(parseMilli(`${n}Ki`)).toBe(parseMilli(n * 1024))
      }),
    )
  })

  it('counts devices, and nothing for what is not a count', () => {
    expect(countOf('8')).toBe(8)
    expect(countOf('8000m')).toBe(8)
    expect(countOf(undefined)).toBe(0)
    expect(countOf('eight')).toBe(0)
    expect(countOf('-1')).toBe(0)
  })

  it('is written for people', () => {
    expect(formatGiB(1249.94)).toBe('1,249.9')
    expect(formatCount(455_123.9)).toBe('455,123')
  })
})
