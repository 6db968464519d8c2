import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Hardware, HardwareShape } from '../../src/inventory/hardware.ts'
import { freeDevices, nodesWithRoom } from '../../src/inventory/hardware.ts'
import { Inventory } from '../../src/inventory/inventory.ts'
import type { NodeObject, PodObject } from '../../src/inventory/objects.ts'
import { asks, mi300x, node, pod } from './objects.ts'

const now = new Date('2026-11-21T12:00:00Z')
const of = (...objects: (NodeObject | PodObject)[]): Hardware => {
  const inventory = new Inventory()
  for (const object of objects)
    if ('namespace' in object.metadata) inventory.applyPod(object as PodObject)
    else inventory.applyNode(object as NodeObject)
  return inventory.hardware([], [], now)
}
const shape = (...objects: (NodeObject | PodObject)[]): HardwareShape => {
  const [only] = of(...objects).shapes
  if (only === undefined) throw new Error('no shape')
  return only
}

describe('shapes', () => {
  it('merge nodes that are alike and keep the others apart', () => {
    const { shapes, unknownNodes } = of(
      mi300x('a').build(),
      mi300x('b').build(),
      node('c').device('74a1', '24G', 'cpx_nps4').gpus(64).build(),
      node('d').device('740c', '64G').gpus(8).build(),
      node('e').gpus(8).build(),
      node('f').build(),
    )
    expect(shapes.map(({ accelerator, partition, nodes }) => [accelerator, partition, nodes])).toEqual([
      ['MI250', undefined, 1],
      ['MI300X', undefined, 2],
      ['MI300X', 'cpx_nps4', 1],
    ])
    expect(unknownNodes).toBe(1)
  })

  it('have the memory of their smallest node, and forget a node that left', () => {
    const inventory = new Inventory()
    inventory.applyNode(mi300x('a').build())
    inventory.applyNode(node('b').device('74b5', '192G').gpus(8).build())
    expect(inventory.hardware([], [], now).shapes[0]?.memoryGiB).toBe(191.45)
    inventory.removeNode('b')
    expect(inventory.hardware([], [], now).shapes[0]?.memoryGiB).toBe(191.98)
    inventory.removeNode('a')
    expect(inventory.hardware([], [], now)).toEqual({ shapes: [], unknownNodes: 0 })
  })

  it('stay known, without room, while their nodes take no pods', () => {
    const drained = shape(mi300x('a').cordoned().build(), pod({ on: 'a' }))
    expect(drained).toMatchObject({ nodes: 0, used: 0, holders: 0 })
    expect(drained.freeNodes).toHaveLength(9)
    expect(freeDevices(drained)).toBe(0)
  })

  it('count what is free from allocatable, never below none', () => {
    expect(freeDevices(shape(mi300x('a').gpus(8, 7).build(), pod({ on: 'a', gpus: 4 })))).toBe(3)
    expect(freeDevices(shape(mi300x('a').gpus(8, 2).build(), pod({ on: 'a', gpus: 4 })))).toBe(0)
  })

  it('say per node what fits', () => {
    const half = shape(
      mi300x('a').build(),
      mi300x('b').build(),
      pod({ on: 'a', gpus: 4 }),
      pod({ name: 'q', on: 'b', gpus: 4 }),
    )
    expect(freeDevices(half)).toBe(8)
    expect(nodesWithRoom(half, 8)).toBe(0)
    expect(nodesWithRoom(half, 4)).toBe(2)
  })
})

describe('pods hold devices', () => {
  const used = (...pods: PodObject[]) => shape(mi300x('a').build(), ...pods).used

  it('from their binding to their end, deletion included', () => {
    expect(used(pod({ gpus: 2 }))).toBe(0)
    expect(used(pod({ gpus: 2, on: 'a', phase: 'Pending' }))).toBe(2)
    expect(used(pod({ gpus: 2, on: 'a' }))).toBe(2)
    expect(used(pod({ gpus: 2, on: 'a', deleting: true }))).toBe(2)
    expect(used(pod({ gpus: 2, on: 'a', phase: 'Succeeded' }))).toBe(0)
    expect(used(pod({ gpus: 2, on: 'a', phase: 'Failed' }))).toBe(0)
  })

  it('already when the scheduler has nominated a node', () => {
    expect(used(pod({ gpus: 2, nominated: 'a', phase: 'Pending' }))).toBe(2)
    expect(used(pod({ gpus: 2, nominated: 'b', on: 'a' }))).toBe(2)
  })

  it('as the scheduler adds up containers, init containers and sidecars', () => {
    expect(used(pod({ on: 'a', gpus: 2, init: [asks(4)] }))).toBe(4)
    expect(used(pod({ on: 'a', gpus: 4, init: [asks(2)] }))).toBe(4)
    expect(used(pod({ on: 'a', gpus: 2, init: [asks(1, 'amd.com/gpu', 'Always')] }))).toBe(3)
    expect(used(pod({ on: 'a', gpus: 1, init: [asks(1, 'amd.com/gpu', 'Always'), asks(4)] }))).toBe(5)
    expect(used(pod({ on: 'a', gpus: 1, init: [asks(4), asks(1, 'amd.com/gpu', 'Always')] }))).toBe(4)
  })

  it('of each resource apart, and nothing else counts', () => {
    const mixed = node('a').device('74a1').gpus(4, 4, 'amd.com/spx_nps1').gpus(32, 32, 'amd.com/cpx_nps4')
    const { shapes } = of(mixed.build(), pod({ on: 'a', gpus: 3, resource: 'amd.com/cpx_nps4' }))
    expect(shapes.map(({ resource, used }) => [resource, used])).toEqual([
      ['amd.com/spx_nps1', 0],
      ['amd.com/cpx_nps4', 3],
    ])
    expect(used(pod({ on: 'a', resource: 'amd.com/nic' }), pod({ name: 'cpu', on: 'a', gpus: 0 }))).toBe(0)
  })

  it('wherever they were when their node appears', () => {
    expect(shape(pod({ on: 'a', gpus: 2 }), mi300x('a').build()).used).toBe(2)
  })

  it('for workloads, each counted once', () => {
    const owner = (uid: string) => ({ kind: 'StatefulSet', name: uid, uid })
    const replica = (hash: string) => ({
      labels: { 'pod-template-hash': hash },
      owner: { kind: 'ReplicaSet', name: `web-${hash}`, uid: hash },
    })
    const holders = (...pods: PodObject[]) => shape(mi300x('a').build(), ...pods).holders
    expect(holders(pod({ on: 'a', owner: owner('x') }), pod({ name: 'q', on: 'a', owner: owner('x') }))).toBe(
      1,
    )
    expect(holders(pod({ on: 'a', owner: owner('x') }), pod({ name: 'q', on: 'a', owner: owner('y') }))).toBe(
      2,
    )
    // two ReplicaSets of one Deployment, in the middle of a rollout
    expect(holders(pod({ on: 'a', ...replica('aaa') }), pod({ name: 'q', on: 'a', ...replica('bbb') }))).toBe(
      1,
    )
    expect(holders(pod({ on: 'a' }), pod({ name: 'q', on: 'a' }))).toBe(2)
    const group = { labels: { 'leaderworkerset.sigs.k8s.io/name': 'big' } }
    expect(
      holders(
        pod({ on: 'a', owner: owner('x'), ...group }),
        pod({ name: 'q', on: 'a', owner: owner('y'), ...group }),
      ),
    ).toBe(1)
  })
})

describe('the order of events', () => {
  const nodes = [
    (name: string) => mi300x(name).build(),
    (name: string) => mi300x(name).cordoned().build(),
    (name: string) => node(name).device('74a1', '24G', 'cpx_nps4').gpus(64).build(),
    (name: string) => node(name).device('74b5').gpus(8, 6).build(),
    (name: string) => node(name).gpus(8).build(),
    (name: string) => node(name).build(),
  ]
  const name = fc.constantFrom('a', 'b', 'c')
  const event = fc.oneof(
    fc.record({ kind: fc.constant('node' as const), name, form: fc.nat(nodes.length - 1) }),
    fc.record({ kind: fc.constant('no node' as const), name }),
    fc.record({
      kind: fc.constant('pod' as const),
      name: fc.constantFrom('p', 'q', 'r', 's'),
      on: fc.option(name, { nil: undefined }),
      gpus: fc.integer({ min: 0, max: 9 }),
      phase: fc.constantFrom('Pending', 'Running', 'Failed'),
      owner: fc.constantFrom('x', 'y'),
    }),
    fc.record({ kind: fc.constant('no pod' as const), name: fc.constantFrom('p', 'q', 'r', 's') }),
  )

  it('does not matter: folding them equals reading what is left at the end', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const folded = new Inventory()
        const leftNodes = new Map<string, NodeObject>()
        const leftPods = new Map<string, PodObject>()
        for (const each of events) {
          if (each.kind === 'node') {
            const object = nodes[each.form]?.(each.name)
            if (object === undefined) continue
            folded.applyNode(object)
            leftNodes.set(each.name, object)
          } else if (each.kind === 'pod') {
            const { owner, on, ...rest } = each
            const controller = { kind: 'Job', name: owner, uid: owner }
            const object = pod({ ...rest, ...(on === undefined ? {} : { on }), owner: controller })
            folded.applyPod(object)
            leftPods.set(each.name, object)
          } else if (each.kind === 'no node') {
            folded.removeNode(each.name)
            leftNodes.delete(each.name)
          } else {
            folded.removePod('default', each.name)
            leftPods.delete(each.name)
          }
        }
        expect(folded.hardware([], [], now)).toEqual(of(...leftPods.values(), ...leftNodes.values()))
      }),
    )
  })
})
