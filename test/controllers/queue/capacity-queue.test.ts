import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ageingMs } from '../../../src/controllers/queue/priority.ts'
import { gpuQuotas } from '../../../src/inventory/resource-quotas.ts'
import { cluster } from './builders.ts'

const minute = 60_000

describe('the order of the queue', () => {
  it('gives to the more urgent first, unless another has waited long enough', () => {
    for (const [ageMs, first] of [
      [0, 'high'],
      [2 * ageingMs + 1000, 'low'],
    ] as const) {
      const { queue, join, nodeOf } = cluster([8])
      join('low', 8, { priority: -100, ageMs })
      join('high', 8, { priority: 100 })
      queue.dispatch()
      expect(['low', 'high'].filter((uid) => nodeOf(uid))).toEqual([first])
    }
  })

  it('shares between namespaces of equal urgency by what they hold, whoever came first', () => {
    const { queue, join, touched } = cluster([4])
    for (let i = 0; i < 4; i++) join(`a${i}`, 1, { namespace: 'a', ageMs: 1000 })
    for (let i = 0; i < 4; i++) join(`b${i}`, 1, { namespace: 'b' })
    queue.dispatch()
    expect(touched).toEqual(['a0', 'b0', 'a1', 'b1'])
  })

  it('prefers nodes that are preferred, and another than the one that is avoided', () => {
    const { queue, join, node, nodeOf } = cluster([8, 8])
    node('n9', 8, { cheap: 'yes' })
    join('cheap', 1, { preferred: { cheap: 'yes' } })
    join('failed', 8, { avoided: 'n0' })
    queue.dispatch()
    expect([nodeOf('cheap'), nodeOf('failed')]).toEqual(['n9', 'n1'])
  })

  it('prefers nodes by name where they have room for all members, and others where they have not', () => {
    const { queue, join, nodeOf } = cluster([8, 8, 8])
    const affinity = [{ matchExpressions: [{ key: 'amd.com/gpu.device-id', operator: 'Exists' as const }] }]
    const more = { preferredNodes: ['n2'], request: { filter: { affinity } } }
    join('first', 8, more)
    queue.dispatch()
    join('second', 8, more)
    queue.dispatch()
    expect([nodeOf('first'), nodeOf('second')]).toEqual(['n2', 'n0'])
  })

  it('lets nobody start before one that goes first and needs no more', () => {
    const waiter = fc.record({
      gpus: fc.integer({ min: 1, max: 8 }),
      priority: fc.constantFrom(-100, 0, 100, 1000),
      namespace: fc.constantFrom('a', 'b'),
      ageMs: fc.integer({ min: 0, max: 3 * ageingMs }),
    })
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 4 }),
        fc.array(waiter, { maxLength: 25 }),
        (gpus, wanted) => {
          const { queue, join, nodeOf } = cluster(gpus)
          for (const [i, { gpus: count, ...more }] of wanted.entries()) join(`w${i}`, count, more)
          queue.dispatch()
          for (const [i, late] of wanted.entries())
            for (const [j, early] of wanted.entries()) {
              const aged = ({ priority, ageMs }: typeof late) => priority + 100 * Math.floor(ageMs / ageingMs)
              if (nodeOf(`w${i}`) && !nodeOf(`w${j}`) && aged(early) > aged(late))
                expect(early.gpus).toBeGreaterThan(late.gpus)
            }
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe('what is given', () => {
  it('is never more than a node has, and nobody waits whom a node would take', () => {
    const strategies = fc.constantFrom('leastLoaded', 'random', 'exclusive', 'binPacking', 'topology-aware')
    const waiters = fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), strategies), { maxLength: 30 })
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 6 }),
        waiters,
        (gpus, wanted) => {
          const { queue, join, inventory, nodeOf } = cluster(gpus)
          for (const [i, [count, strategy]] of wanted.entries())
            join(`w${i}`, count, { request: { strategy, seed: `w${i}` } })
          queue.dispatch()
          const taken = new Map<string, number>()
          for (const i of wanted.keys())
            for (const { node, reserve } of queue.grantOf(`w${i}`)?.placements ?? [])
              taken.set(node, (taken.get(node) ?? 0) + reserve)
          for (const { name, devices } of inventory.rooms()) {
            expect(taken.get(name) ?? 0).toBeLessThanOrEqual(devices[0]?.allocatable ?? 0)
            for (const [i, [count, strategy]] of wanted.entries())
              if (!nodeOf(`w${i}`) && strategy !== 'exclusive') expect(devices[0]?.free).toBeLessThan(count)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('wakes those alone that were given a place', () => {
    const { queue, join, touched, finish } = cluster([4])
    join('runs', 4)
    queue.dispatch()
    for (let i = 0; i < 1000; i++) join(`w${i}`, 2, { ageMs: 1000 - i })
    queue.dispatch()
    expect(touched).toEqual(['runs'])
    finish('runs')
    queue.dispatch()
    expect(touched).toEqual(['runs', 'w0', 'w1'])
  })

  it('is for all members of a group or for none', () => {
    const { queue, join } = cluster([8, 4])
    join('group', 4, { request: { members: 4 } })
    queue.dispatch()
    expect(queue.grantOf('group')).toBeUndefined()
    join('smaller', 4, { request: { members: 3 } })
    queue.dispatch()
    expect(
      queue
        .grantOf('smaller')
        ?.placements.map(({ node }) => node)
        .sort(),
    ).toEqual(['n0', 'n0', 'n1'])
  })

  it('stays within what the namespace may hold, others do not wait for it', () => {
    const quotas = ({ namespace }: { namespace: string }) =>
      namespace === 'small' ? [{ resource: 'amd.com/gpu', hard: 2, used: 1 }] : []
    const { queue, join, nodeOf } = cluster([8], { quotas, config: { namespaces: { capped: 3 } } })
    for (const namespace of ['small', 'capped', 'free'])
      for (const i of [0, 1, 2]) join(`${namespace}${i}`, 1 + (i % 2), { namespace, ageMs: 9 - i })
    queue.dispatch()
    const placed = (name: string) => [0, 1, 2].map((i) => nodeOf(name + i) !== undefined)
    expect(placed('small')).toEqual([true, false, false])
    expect(placed('capped')).toEqual([true, true, false])
    expect(placed('free')).toEqual([true, true, true])
    expect(queue.standingOf('small1')?.refusal).toContain('its ResourceQuota')
    expect(queue.standingOf('capped2')?.refusal).toContain('holds 3 of the 3 GPUs')
  })
})

it('stays within a quota for its own priority class, whatever pods of other classes hold', () => {
  const hard = { 'requests.amd.com/gpu': '2' }
  const scopeSelector = {
    matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['batch'] }],
  }
  const { queue, join, usage, nodeOf } = cluster([8], {
    quotas: (waiter) => gpuQuotas({ metadata: { namespace: 'team' }, spec: { hard, scopeSelector } }, waiter),
  })
  const requests = { 'amd.com/gpu': '4' }
  usage.applyPod({
    metadata: { namespace: 'team', name: 'of-another-class' },
    spec: { nodeName: 'n0', containers: [{ resources: { requests } }] },
  })
  for (const i of [0, 1, 2])
    join(`batch${i}`, 1, { namespace: 'team', priorityClassName: 'batch', ageMs: 9 - i })
  join('none', 1, { namespace: 'team' })
  queue.dispatch()
  expect(['batch0', 'batch1', 'batch2', 'none'].map((name) => nodeOf(name) !== undefined)).toEqual([
    true,
    true,
    false,
    true,
  ])
})

describe('a large one among small ones', () => {
  it('is passed by at first, and then keeps the node that comes nearest', () => {
    const { queue, join, pod, pass, nodeOf, inventory } = cluster([8, 8])
    pod('a', 'n0', 2)
    pod('b', 'n1', 6)
    join('large', 8)
    join('early', 2, { request: { strategy: 'leastLoaded' } })
    queue.dispatch()
    expect(nodeOf('early')).toBe('n0')
    pass(minute)
    for (const uid of ['s1', 's2', 's3']) join(uid, 1, { request: { strategy: 'leastLoaded' } })
    queue.dispatch()
    expect(['s1', 's2', 's3'].map(nodeOf)).toEqual(['n1', 'n1', undefined])
    inventory.removePod('team', 'a')
    inventory.release('early')
    queue.dispatch()
    expect(nodeOf('large')).toBe('n0')
  })

  it('keeps no node of which what holds it does not end, and says so', () => {
    const { queue, join, pod, pass, nodeOf } = cluster([8])
    pod('served', 'n0', 1, { serves: true })
    join('large', 8)
    pass(minute)
    join('small', 1)
    queue.dispatch()
    expect(nodeOf('small')).toBe('n0')
    expect(queue.standingOf('large')?.competition).toMatchObject({ freesUp: false, nodes: 1 })
  })

  it('has its place when the longest of what runs has ended, however many small ones keep coming', () => {
    const scenario = fc.record({
      gpus: fc.array(fc.constantFrom(4, 8), { minLength: 1, maxLength: 4 }),
      large: fc.integer({ min: 2, max: 4 }),
      durations: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 20 }),
    })
    fc.assert(
      fc.property(scenario, ({ gpus, large, durations }) => {
        const { queue, join, finish, pass, nodeOf } = cluster(gpus, { config: { backfillSeconds: 120 } })
        const running = new Map<string, number>()
        let count = 0
        const round = (tick: number) => {
          for (const [uid, end] of running)
            if (end <= tick) {
              finish(uid)
              running.delete(uid)
            }
          // as many small ones as there is room for, all the time
          for (let i = 0; i < 32; i++) join(`s${count++}`, 1)
          queue.dispatch()
          for (let i = count - 32; i < count; i++) {
            if (nodeOf(`s${i}`)) running.set(`s${i}`, tick + (durations[i % durations.length] ?? 1))
            queue.leave(`s${i}`)
          }
          pass(minute)
        }
        for (let tick = 0; tick < 4; tick++) round(tick)
        join('large', large)
        // its patience of 2, and the longest that may have been placed just before it was over
        for (let tick = 4; tick < 4 + 2 + 6 + 1; tick++) round(tick)
        expect(nodeOf('large')).toBeDefined()
      }),
      { numRuns: 40 },
    )
  })
})

describe('where one stands', () => {
  it('is told exactly in front, coarsely behind, and anew only when the words change', () => {
    const { queue, join, touched } = cluster([])
    for (let i = 0; i < 120; i++) join(`w${i}`, 1, { ageMs: 1000 - i })
    queue.refresh()
    expect(queue.standingOf('w2')).toMatchObject({ place: 3, of: 120 })
    touched.length = 0
    queue.leave('w60')
    queue.refresh()
    // of those behind it only the one that came among the first hundred hears of it
    expect(touched).toEqual(['w100'])
    expect(queue.standingOf('nobody')).toBeUndefined()
  })
})
