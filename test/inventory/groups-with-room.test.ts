import fc from 'fast-check'
import { expect, it } from 'vitest'
import { groupsWithRoom } from '../../src/inventory/hardware.ts'
import { nodes } from '../decide/builders.ts'

/** Places of one group after the other on the nodes with the most room, until a group is not complete. */
function oneByOne(free: readonly number[], count: number, size: number): number {
  let places = free.map((devices) => Math.floor(devices / count))
  for (let groups = 0; ; groups++) {
    places = places.toSorted((a, b) => b - a)
    if (places.slice(0, size).filter((left) => left > 0).length < size) return groups
    places = places.map((left, i) => (i < size ? left - 1 : left))
  }
}

it('counts as many groups as there are when they are placed one by one, each node once a group', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 8 }),
      fc.constantFrom(1, 2, 4, 8),
      fc.integer({ min: 1, max: 5 }),
      (free, count, size) => {
        const shapes = [nodes('MI300X', free.length, { free })]
        expect(groupsWithRoom(shapes, count, size)).toBe(oneByOne(free, count, size))
      },
    ),
  )
})

it('counts nodes of several shapes together', () => {
  expect(groupsWithRoom([nodes('MI300X', 1), nodes('MI300X', 1)], 8, 2)).toBe(1)
  expect(groupsWithRoom([], 8, 2)).toBe(0)
})
