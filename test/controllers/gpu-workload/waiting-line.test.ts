import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ageingMs, WaitingLine } from '../../../src/controllers/gpu-workload/waiting-line.ts'
import { PlacementIndex } from '../../../src/decide/place/placement-index.ts'
import { Inventory } from '../../../src/inventory/inventory.ts'
import { start, wishOf, workload } from './builders.ts'

function cluster(gpus: readonly number[]) {
  const places = new PlacementIndex()
  const inventory = new Inventory({ onRoom: (name, room) => places.apply(name, room) })
  for (const [i, count] of gpus.entries())
    inventory.applyNode({
      metadata: { name: `n${i}`, labels: { 'amd.com/gpu.device-id': '74a1' } },
      status: { capacity: { 'amd.com/gpu': `${count}` }, allocatable: { 'amd.com/gpu': `${count}` } },
    })
  const granted: string[] = []
  const line = new WaitingLine({
    places,
    inventory,
    now: () => start,
    onGrant: (key) => void granted.push(key),
  })
  const join = (name: string, spec: object, ageMs = 0) => {
    const creationTimestamp = new Date(start.getTime() - ageMs).toISOString()
    const object = workload(spec, undefined, { name, uid: name, creationTimestamp })
    line.join(name, object, wishOf(object))
  }
  return { line, inventory, granted, join }
}

describe('the waiting line', () => {
  it('gives to the more urgent first, unless another has waited long enough', () => {
    const { line, granted, join } = cluster([8])
    join('low', { gpuCount: 8, priority: 'low' })
    join('high', { gpuCount: 8, priority: 'high' })
    line.dispatch()
    expect(granted).toEqual(['high'])
    const aged = cluster([8])
    aged.join('low', { gpuCount: 8, priority: 'low' }, 2 * ageingMs + 1000)
    aged.join('high', { gpuCount: 8, priority: 'high' })
    aged.line.dispatch()
    expect(aged.granted).toEqual(['low'])
  })

  it('lets small ones by a large one that waits, but not onto the node that is kept for it', () => {
    const { line, inventory, granted, join } = cluster([8, 8])
    for (const [owner, node, count] of [
      ['a', 'n0', 2],
      ['b', 'n1', 6],
    ] as const)
      inventory.reserve({ owner, expiresAtMs: 0, devices: [{ node, resource: 'amd.com/gpu', count }] })
    join('large', { gpuCount: 8 }, 1000)
    for (const name of ['s1', 's2', 's3']) join(name, { gpuCount: 1 })
    line.dispatch()
    expect(granted).toEqual(['s1', 's2'])
    expect(granted.map((name) => line.grantOf(name)?.node)).toEqual(['n1', 'n1'])
    inventory.release('a')
    line.dispatch()
    expect(line.grantOf('large')?.node).toBe('n0')
  })

  it('tells places coarsely', () => {
    const { line, join } = cluster([])
    for (let i = 0; i < 120; i++) join(`w${i}`, { gpuCount: 1 }, 1000 - i)
    expect(['w0', 'w1', 'w10', 'w110', 'nobody'].map((name) => line.positionOf(name))).toEqual([
      'next',
      'among the next 10',
      'among the next 100',
      'among the next 1000',
      undefined,
    ])
  })

  it('prefers a node upstream calls cheap for costOptimized, and another than the one an attempt failed on', () => {
    const { line, inventory, join } = cluster([8, 8])
    inventory.applyNode({
      metadata: {
        name: 'n9',
        labels: { 'amd.com/gpu.device-id': '74a1', 'gpu-orchestrator/cheap-node': 'true' },
      },
      status: { capacity: { 'amd.com/gpu': '8' }, allocatable: { 'amd.com/gpu': '8' } },
    })
    join('cheap', { gpuCount: 1, schedulingStrategy: 'costOptimized' })
    const failed = workload({ gpuCount: 1 }, { retryCount: 1, assignedNode: 'n0' }, { uid: 'failed' })
    line.join('failed', failed, wishOf(failed))
    line.dispatch()
    expect(line.grantOf('cheap')?.node).toBe('n9')
    expect(line.grantOf('failed')?.node).not.toBe('n0')
  })

  it('never gives more of a node than it has, and leaves nobody waiting whom a node would take', () => {
    const strategies = fc.constantFrom('leastLoaded', 'random', 'costOptimized', 'exclusive', 'binPacking')
    const jobs = fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), strategies), { maxLength: 30 })
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 6 }),
        jobs,
        (gpus, wanted) => {
          const { line, granted, join } = cluster(gpus)
          for (const [i, [gpuCount, schedulingStrategy]] of wanted.entries())
            join(`w${i}`, { modelName: 'm', gpuCount, schedulingStrategy }, 1000 - i)
          line.dispatch()
          const taken = new Map<string, number>()
          for (const name of granted) {
            const grant = line.grantOf(name)
            if (grant) taken.set(grant.node, (taken.get(grant.node) ?? 0) + grant.count)
          }
          for (const [node, count] of taken)
            expect(count).toBeLessThanOrEqual(gpus[Number(node.slice(1))] ?? 0)
          const [first] = wanted
          if (first && gpus.some((count) => count >= first[0])) expect(granted).toContain('w0')
        },
      ),
      { numRuns: 60 },
    )
  })
})
