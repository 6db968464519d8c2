import { expect, it } from 'vitest'
import { scalarText } from '../../src/vocabulary/scalar-text.ts'

it('words, numbers and switches have a text; what brings a way to make one along has none', () => {
  expect(['a', 0, false].map(scalarText)).toEqual(['a', '0', 'false'])
  const hostile = [
    { toString: 1 },
    { toString: () => 'a' },
    ['a'],
    null,
    undefined,
    JSON.parse('{"__proto__":null}'),
  ]
  expect(hostile.map(scalarText)).toEqual(['', '', '', '', '', ''])
})
