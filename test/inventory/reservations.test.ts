import { describe, expect, it } from 'vitest'
import { freeDevices } from '../../src/inventory/hardware.ts'
import { Inventory } from '../../src/inventory/inventory.ts'
import { type Reservation, reservationLabel } from '../../src/inventory/reservations.ts'
import { mi300x, node, pod } from './objects.ts'

const now = new Date('2026-11-21T12:00:00Z')

function cluster(): Inventory {
  const inventory = new Inventory()
  for (const name of ['a', 'b']) inventory.applyNode(mi300x(name).build())
  return inventory
}

const free = (inventory: Inventory) =>
  Object.fromEntries([...inventory.rooms()].map(({ name, devices }) => [name, devices[0]?.free]))

const on = (node: string, count: number, resource = 'amd.com/gpu') => ({ node, resource, count })
const reservation = (owner: string, ...devices: Reservation['devices']): Reservation => ({
  owner,
  devices,
  expiresAtMs: now.getTime() + 60_000,
})
const bound = (name: string, node: string, gpus: number, owner: string) =>
  pod({ name, on: node, gpus, labels: { [reservationLabel]: owner } })

describe('a reservation', () => {
  it('takes devices from rooms and from the histogram alike', () => {
    const inventory = cluster()
    expect(inventory.reserve(reservation('x', on('a', 3), on('b', 8)))).toEqual([])
    expect(free(inventory)).toEqual({ a: 5, b: 0 })
    const [shape] = inventory.hardware([], [], now).shapes
    expect(shape && freeDevices(shape)).toBe(5)
    expect(shape).toMatchObject({ used: 11, holders: 1 })
  })

  it('is all or nothing, and says what is missing', () => {
    const inventory = cluster()
    inventory.applyPod(pod({ on: 'b', gpus: 6 }))
    expect(inventory.reserve(reservation('x', on('a', 4), on('b', 2), on('b', 2)))).toEqual([
      { ...on('b', 4), free: 2 },
    ])
    expect(free(inventory)).toEqual({ a: 8, b: 2 })
  })

  it('is refused on nodes that are gone, closed or have no such devices', () => {
    const inventory = cluster()
    inventory.applyNode(mi300x('c').cordoned().build())
    const wanted = [on('c', 1), on('d', 1), on('a', 1, 'amd.com/cpx_nps4')]
    expect(inventory.reserve(reservation('x', ...wanted))).toEqual(
      wanted.map((each) => ({ ...each, free: 0 })),
    )
  })

  it('replaces the owner’s earlier one, which stands when the new one does not fit', () => {
    const inventory = cluster()
    inventory.reserve(reservation('x', on('a', 8)))
    expect(inventory.reserve(reservation('x', on('a', 6)))).toEqual([])
    expect(free(inventory)).toEqual({ a: 2, b: 8 })
    expect(inventory.reserve(reservation('x', on('a', 9)))).toHaveLength(1)
    expect(inventory.reservationOf('x')?.devices).toEqual([on('a', 6)])
    expect(free(inventory)).toEqual({ a: 2, b: 8 })
  })

  it('is used up by the owner’s pods, whichever is heard of first', () => {
    for (const first of ['pod', 'reservation']) {
      const inventory = cluster()
      const steps = [
        () => void inventory.reserve(reservation('x', on('a', 4), on('b', 4))),
        () => inventory.applyPod(bound('p', 'a', 4, 'x')),
      ]
      for (const step of first === 'pod' ? steps.toReversed() : steps) step()
      expect(free(inventory)).toEqual({ a: 4, b: 4 })
      inventory.applyPod(pod({ name: 'other', on: 'a', gpus: 1 }))
      expect(free(inventory)).toEqual({ a: 3, b: 4 })
      inventory.release('x')
      expect(free(inventory)).toEqual({ a: 3, b: 8 })
    }
  })

  it('keeps the place of a pod that ended before it was dropped', () => {
    const inventory = cluster()
    inventory.reserve(reservation('x', on('a', 4)))
    inventory.applyPod(bound('p', 'a', 4, 'x'))
    inventory.removePod('default', 'p')
    expect(free(inventory)).toEqual({ a: 4, b: 8 })
  })

  it('expires at its time, not before', () => {
    const inventory = cluster()
    inventory.reserve(reservation('x', on('a', 4)))
    expect(inventory.expire(now.getTime() + 59_999)).toEqual([])
    expect(free(inventory)).toEqual({ a: 4, b: 8 })
    expect(inventory.expire(now.getTime() + 60_000)).toEqual(['x'])
    expect(free(inventory)).toEqual({ a: 8, b: 8 })
  })

  it('holds nothing on a node that left, and holds it again when the node is back', () => {
    const inventory = cluster()
    inventory.reserve(reservation('x', on('a', 4)))
    inventory.removeNode('a')
    expect(free(inventory)).toEqual({ b: 8 })
    inventory.applyNode(mi300x('a').build())
    expect(free(inventory)).toEqual({ a: 4, b: 8 })
  })
})

describe('rooms', () => {
  it('are told after every change, with what keeps pods away and what the node costs', () => {
    const told: string[] = []
    const inventory = new Inventory({
      onRoom: (name, room) =>
        told.push(
          `${name}: ${room === undefined ? 'gone' : `${room.devices[0]?.free} free, ${room.barriers.join()}, ${room.gpuHourCost}`}`,
        ),
    })
    inventory.applyNode(mi300x('a').label('fitgate.dev/gpu-hour-cost', '2.45').build())
    inventory.applyNode(mi300x('a').label('fitgate.dev/gpu-hour-cost', '2.45').build())
    inventory.applyPod(pod({ on: 'a', gpus: 2, nominated: 'b' }))
    inventory.applyNode(mi300x('a').label('fitgate.dev/gpu-hour-cost', 'cheap').cordoned().build())
    inventory.removeNode('a')
    expect(told).toEqual([
      'a: 8 free, , 2.45',
      'a: 6 free, , 2.45',
      'a: 6 free, cordoned, undefined',
      'a: gone',
    ])
  })

  it('of several kinds on one node stand side by side', () => {
    const inventory = new Inventory()
    inventory.applyNode(
      node('a').device('74a1').gpus(4, 4, 'amd.com/spx_nps1').gpus(32, 32, 'amd.com/cpx_nps4').build(),
    )
    inventory.reserve(reservation('x', on('a', 2, 'amd.com/cpx_nps4')))
    const [room] = inventory.rooms()
    expect(room?.devices.map(({ resource, free }) => [resource, free])).toEqual([
      ['amd.com/cpx_nps4', 30],
      ['amd.com/spx_nps1', 4],
    ])
  })
})
