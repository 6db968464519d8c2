import { expect, it } from 'vitest'
import { readList } from '../../../src/sandbox/real-node/machine-size.ts'

it.each([
  ['0-1\n', [0, 1]],
  ['3', [3]],
  ['0-2,5,8-9', [0, 1, 2, 5, 8, 9]],
])('the kernel’s list %j names %j', (text, numbers) => {
  expect(readList(text)).toEqual(numbers)
})
