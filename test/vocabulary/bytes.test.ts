import { expect, it } from 'vitest'
import { formatBytes } from '../../src/vocabulary/bytes.ts'

it('writes bytes in the largest unit of which there is one', () => {
  expect([0, 1023, 1024, 16_381_516_776, 3 * 2 ** 40, 2 ** 30 - 1].map(formatBytes)).toEqual([
    '0 bytes',
    '1023 bytes',
    '1.0 KiB',
    '15.3 GiB',
    '3.0 TiB',
    '1.0 GiB',
  ])
})
