import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planPreemption, type Victim } from '../../../src/controllers/queue/preemption.ts'
import { Inventory } from '../../../src/inventory/inventory.ts'
import { cluster, kind, resource } from './builders.ts'

interface Runs {
  readonly node: number
  readonly count: number
  readonly priority: number
  readonly placedAtMs: number
}

/** Nodes with eight GPUs, filled with what runs as far as it goes. */
function filled(nodes: number, wanted: readonly Runs[]) {
  const inventory = new Inventory()
  for (let i = 0; i < nodes; i++)
    inventory.applyNode({
      metadata: { name: `n${i}`, labels: { 'amd.com/gpu.device-id': '74a1' } },
      status: { capacity: { [resource]: '8' }, allocatable: { [resource]: '8' } },
    })
  const victims = wanted.flatMap(({ node, count, priority, placedAtMs }, i): Victim[] => {
    const devices = { node: `n${node % nodes}`, resource, count }
    const short = inventory.reserve({ owner: `v${i}`, expiresAtMs: 1, devices: [devices] })
    if (short.length > 0) return []
    return [{ uid: `v${i}`, priority, placedAtMs, devices, isGoing: false, touch: () => {} }]
  })
  return { rooms: [...inventory.rooms()], victims }
}

const runs = fc.record({
  node: fc.integer({ min: 0, max: 2 }),
  count: fc.integer({ min: 1, max: 5 }),
  priority: fc.constantFrom(-100, 0, 100),
  placedAtMs: fc.integer({ min: 0, max: 5 }),
})

const plan = (gpus: number, priority: number, { rooms, victims }: ReturnType<typeof filled>) =>
  planPreemption({ kinds: [kind], gpusPerMember: gpus }, priority, rooms, victims, new Set())

const gpusOf = (victims: readonly Victim[]) => victims.reduce((sum, { devices }) => sum + devices.count, 0)

/** Every set of workloads of lower priority on one node that leaves room. */
function enough(gpus: number, priority: number, { rooms, victims }: ReturnType<typeof filled>) {
  return rooms.flatMap(({ name, devices }) => {
    const there = victims.filter((victim) => victim.devices.node === name && victim.priority < priority)
    return Array.from({ length: 2 ** there.length }, (_, bits) =>
      there.filter((_, i) => (bits >> i) % 2 === 1),
    ).filter((set) => gpusOf(set) + (devices[0]?.free ?? 0) >= gpus)
  })
}

describe('who makes room', () => {
  it('is the smallest set that is enough, of lower priority, on one node', () => {
    fc.assert(
      fc.property(
        fc.array(runs, { maxLength: 12 }),
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom(-100, 0, 100),
        (wanted, gpus, priority) => {
          const there = filled(3, wanted)
          const found = plan(gpus, priority, there)
          const sets = enough(gpus, priority, there)
          expect(found === undefined).toBe(sets.length === 0)
          if (found === undefined) return
          const cost = (set: readonly Victim[]) => [
            set.length,
            set.reduce((sum, victim) => sum + victim.priority, 0),
            gpusOf(set),
            -set.reduce((sum, { placedAtMs }) => sum + placedAtMs, 0),
          ]
          const least = sets.map(cost).sort((a, b) => compare(a, b))[0]
          expect(cost(found.victims)).toEqual(least)
          expect(found.victims.every((victim) => victim.priority < priority)).toBe(true)
          expect(new Set(found.victims.map(({ devices }) => devices.node)).size).toBeLessThanOrEqual(1)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('is everybody on the node for one that wants it alone, and nobody where others stay', () => {
    const there = filled(1, [
      { node: 0, count: 2, priority: -100, placedAtMs: 0 },
      { node: 0, count: 3, priority: 0, placedAtMs: 0 },
    ])
    const alone = { kinds: [kind], gpusPerMember: 1, strategy: 'exclusive' } as const
    const planFor = (priority: number) =>
      planPreemption(alone, priority, there.rooms, there.victims, new Set())?.victims.length
    expect([planFor(100), planFor(0)]).toEqual([2, undefined])
  })
})

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((x, i) => x !== b[i])
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}

describe('making room in the queue', () => {
  const enabled = { preemption: { enabled: true, graceSeconds: 30 } }

  function busy(priority: number, config = enabled) {
    let victims: Victim[] = []
    const here = cluster([8], { config, victims: () => victims })
    here.inventory.reserve({ owner: 'v', expiresAtMs: 1, devices: [{ node: 'n0', resource, count: 6 }] })
    const victim = (isGoing = false): Victim => ({
      uid: 'v',
      priority,
      placedAtMs: 0,
      devices: { node: 'n0', resource, count: 6 },
      isGoing,
      touch: () => void here.touched.push('v'),
    })
    victims = [victim()]
    return {
      ...here,
      going: () => {
        victims = [victim(true)]
      },
      gone: () => {
        victims = []
        here.inventory.release('v')
      },
    }
  }

  it('is off by default, and never at the cost of equals or by a class that says never', () => {
    for (const [here, preempts] of [
      [busy(-100, { preemption: { enabled: false, graceSeconds: 30 } }), true],
      [busy(0), true],
      [busy(-100), false],
    ] as const) {
      here.join('urgent', 8, { preempts })
      here.queue.dispatch()
      expect(here.queue.isVictim('v')).toBe(false)
    }
  })

  it('keeps the node until the victim is gone, takes nobody twice, and then gives it to whom it was made for', () => {
    const { queue, join, going, gone, touched, nodeOf } = busy(-100)
    join('urgent', 8)
    queue.dispatch()
    expect(queue.isVictim('v')).toBe(true)
    expect(queue.standingOf('urgent')).toMatchObject({ makeRoom: 1 })
    join('small', 1, { priority: -100 })
    going()
    queue.dispatch()
    expect([queue.isVictim('v'), nodeOf('small')]).toEqual([true, undefined])
    gone()
    queue.dispatch()
    expect([queue.isVictim('v'), nodeOf('urgent')]).toEqual([false, 'n0'])
    expect(touched).toEqual(['v', 'urgent', 'urgent'])
  })

  it('takes nobody down for two at once, and looks elsewhere when a node goes away', () => {
    let victims: readonly Victim[] = []
    const { queue, join, inventory } = cluster([8, 8], { config: enabled, victims: () => victims })
    victims = ['n0', 'n1'].map((node) => {
      const devices = { node, resource, count: 8 }
      inventory.reserve({ owner: node, expiresAtMs: 1, devices: [devices] })
      return { uid: node, priority: -100, placedAtMs: 0, devices, isGoing: false, touch: () => {} }
    })
    join('one', 8)
    queue.dispatch()
    expect(victims.map(({ uid }) => queue.isVictim(uid))).toEqual([true, false])
    inventory.removeNode('n0')
    queue.dispatch()
    expect(victims.map(({ uid }) => queue.isVictim(uid))).toEqual([false, true])
    // of another shape, and after it in the queue
    join('two', 4)
    queue.dispatch()
    expect([queue.standingOf('one')?.makeRoom, queue.standingOf('two')?.makeRoom]).toEqual([1, undefined])
  })

  it('spares the victim when the other does not wait any more', () => {
    const { queue, join, touched } = busy(-100)
    join('urgent', 8)
    queue.dispatch()
    queue.leave('urgent')
    queue.dispatch()
    expect(queue.isVictim('v')).toBe(false)
    expect(touched).toEqual(['v', 'urgent', 'v'])
  })
})
