import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  canonicalQuantity,
  countOf,
  formatCount,
  formatGiB,
  parseMilli,
  parseQuantity,
} from '../../src/vocabulary/quantity.ts'

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

  // answers of kube-apiserver 1.36 to a dry run
  it.each([
    ['100000', '100k'],
    ['1000', '1k'],
    ['1500m', '1500m'],
    ['1000m', '1'],
    ['0.5', '500m'],
    ['1e3', '1e3'],
    ['1e5', '100e3'],
    ['12e6', '12e6'],
    ['1e0', '1e0'],
    ['1e-3', '1e-3'],
    ['1024Mi', '1Gi'],
    ['0.5Gi', '512Mi'],
    ['1.5Gi', '1536Mi'],
    ['1000Ki', '1000Ki'],
    ['2048', '2048'],
    ['0.25Ki', '256'],
    ['0.0005Ki', '512m'],
    ['4000000000', '4G'],
    ['1500u', '2m'],
    ['16Gi', '16Gi'],
    ['0Gi', '0'],
    ['many', 'many'],
  ])('%s comes back from the API server as %s', (written, back) => {
    expect(canonicalQuantity(written)).toBe(back)
  })

  it('comes back as the same amount, and the same way ever after', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.constantFrom('', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e2', '.25', '.5Gi'),
        (n, suffix) => {
          const back = canonicalQuantity(`${n}${suffix}`)
          expect(parseMilli(back)).toBe(parseMilli(`${n}${suffix}`))
          expect(canonicalQuantity(back)).toBe(back)
        },
      ),
    )
  })

  it('is written for people', () => {
    expect(formatGiB(1249.94)).toBe('1,249.9')
    expect(formatCount(455_123.9)).toBe('455,123')
  })
})
