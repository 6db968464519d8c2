import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GroupReservations } from '../../../src/controllers/groups/reservations.ts'
import { cluster, kind, resource } from '../queue/builders.ts'

const expiresAt = '2026-11-21T10:05:00Z'
const waiter = (uid: string) => ({
  uid,
  namespace: 'team',
  priority: 0,
  sinceMs: 0,
  request: { kinds: [kind], members: 2, gpusPerMember: 8 },
  preempts: false,
  touch: () => {},
})

function world() {
  const { queue, usage, inventory } = cluster([8, 8, 8, 8])
  const now = () => new Date('2026-11-21T10:00:00Z')
  const reservations = new GroupReservations({ queueing: { queue, usage }, inventory, now })
  const promise = (id: string) => ({
    id,
    index: 0,
    expiresAt,
    members: ['n0', 'n1'].map((node) => ({ node, resource, count: 8 })),
  })
  const hold = (service: string, ids: readonly string[]) =>
    reservations.hold({ service, namespace: 'team', groups: ids.map(promise) })
  const free = () => [...inventory.rooms()].reduce((sum, { devices }) => sum + (devices[0]?.free ?? 0), 0)
  return { queue, usage, inventory, reservations, hold, free }
}

describe('what is promised to groups', () => {
  it('is held as long as the status says so, in the cluster and against its namespace', () => {
    const { hold, usage, free, reservations } = world()
    hold('s', ['a'])
    expect([free(), usage.used('team'), reservations.isHeld('a')]).toEqual([16, 16, true])
    hold('s', [])
    expect([free(), usage.used('team'), reservations.isHeld('a')]).toEqual([32, 0, false])
  })

  it('is not given back between the grant and the status that holds it', () => {
    const { queue, hold, reservations, free } = world()
    expect(reservations.wait('s', [waiter('a')], [])).toBe(true)
    queue.dispatch()
    hold('s', [])
    expect(free()).toBe(16)
    expect(reservations.wait('s', [], [])).toBe(false)
    expect(free()).toBe(32)
  })

  it('leaves nothing behind of a service that is gone, whatever became of it before', () => {
    const step = fc.constantFrom('join', 'dispatch', 'hold', 'drop', 'leave')
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const { queue, usage, hold, reservations, free } = world()
        for (const each of steps) {
          if (each === 'join') reservations.wait('s', [waiter('a')], [])
          else if (each === 'dispatch') queue.dispatch()
          else if (each === 'leave') reservations.wait('s', [], [])
          else hold('s', each === 'hold' ? ['a'] : [])
        }
        reservations.forget('s')
        expect([free(), usage.used('team'), queue.size]).toEqual([32, 0, 0])
      }),
    )
  })
})
