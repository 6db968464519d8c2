import { expect, it } from 'vitest'
import { portOf } from '../../../src/server/hosts/port.ts'

it('a port is what the platform says, else the usual one', () => {
  expect([undefined, '', ' ', '0', ' 3000 ', '65535'].map(portOf)).toEqual([
    8080, 8080, 8080, 0, 3000, 65_535,
  ])
})

it.each(['http', '-1', '80.5', '1e3', '65536'])('a port that is %s is told in words', (text) => {
  expect(() => portOf(text)).toThrow(`PORT: is "${text}", a number from 0 to 65535 is wanted`)
})
