import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWithin, parseAddress, parseCidr } from '../../src/vocabulary/cidr.ts'

describe('address blocks', () => {
  it.each([
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['10.1.2.3', '10.1.2.3/32', true],
    ['1.2.3.4', '0.0.0.0/0', true],
    ['fd00::1', 'fd00::/8', true],
    ['[fd00::1]', 'fd00::/8', true],
    ['fe80::1', 'fd00::/8', false],
    ['::ffff:10.1.2.3', '10.0.0.0/8', true],
    ['::1', '0.0.0.0/0', false],
    ['example.com', '0.0.0.0/0', false],
  ])('%s in %s: %s', (address, block, within) => {
    expect(isWithin(address, [block])).toBe(within)
  })

  it.each([
    '10.0.0.0',
    '10.0.0.0/33',
    '10.0.0/8',
    '256.0.0.0/8',
    '010.0.0.0/8',
    'fd00::/129',
    '::1::/8',
    'a/8',
    '1::2:3:4:5:6:7:8/8',
    '',
  ])('%j is none', (text) => {
    expect(parseCidr(text)).toBeUndefined()
  })

  it('hold every address that begins like them', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, prefix) =>
        isWithin(address, [`${address}/${prefix}`]),
      ),
    )
    fc.assert(
      fc.property(fc.ipV6(), fc.integer({ min: 0, max: 128 }), (address, prefix) => {
        const parsed = parseAddress(address)
        return parsed?.bits !== 128 || isWithin(address, [`${address}/${prefix}`])
      }),
    )
  })
})
