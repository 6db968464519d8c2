import { describe, expect, it } from 'vitest'
import { placeGroup, reservationFor } from '../../../src/decide/place/place-group.ts'
import { type StrategyWord, strategies, strategyWords } from '../../../src/decide/place/strategies.ts'
import { mi300x, node, pod } from '../../inventory/objects.ts'
import { kind, mi300xNodes, place, world } from './builders.ts'

const used = (...counts: number[]) => mi300xNodes(...counts)

describe('strategies', () => {
  it.each<[StrategyWord, number, number[], string]>([
    // used: a, b, c, …
    ['binPacking', 1, [0, 4, 7], 'c'],
    ['binPacking', 1, [0, 4, 6, 5], 'd'], // of 3 free, the single one
    ['binPacking', 2, [4, 6, 5], 'b'],
    ['binPacking', 4, [0, 4, 3], 'b'],
    ['binPacking', 4, [0, 1], 'b'], // of 7 free the 4 go, and the whole node stays
    ['binPacking', 8, [1, 0], 'b'],
    ['dynamic', 1, [0, 4, 7], 'c'],
    ['static', 1, [0, 4, 7], 'c'],
    ['leastLoaded', 1, [3, 2, 7], 'b'],
    ['leastLoaded', 4, [0, 0], 'a'],
    ['shared', 1, [0, 4], 'b'],
    ['shared', 8, [1, 0], 'b'],
    ['exclusive', 1, [7, 0], 'b'],
  ])('%s: %i GPUs beside %j in use go to %s', (strategy, gpusPerMember, counts, expected) => {
    expect(place(used(...counts), { strategy, gpusPerMember })).toEqual([expected])
  })

  it('binPacking is what holds when nobody says', () => {
    expect(place(used(0, 4, 7), { gpusPerMember: 1 })).toEqual(['c'])
  })

  it('topology-aware keeps a NUMA half together', () => {
    // of the same free count: b has one half whole, a has two of each
    const halves = world([mi300x('a'), 2, 1, 1], [mi300x('b'), 4], [mi300x('c')])
    expect(place(halves, { strategy: 'topology-aware', gpusPerMember: 4 })).toEqual(['a'])
    const scattered = world([mi300x('a'), 3, 3], [mi300x('b'), 5])
    expect(place(scattered, { strategy: 'topology-aware', gpusPerMember: 2 })).toEqual(['b'])
    expect(place(scattered, { strategy: 'binPacking', gpusPerMember: 2 })).toEqual(['a'])
  })

  it('topology-aware puts two dies of an MI250 on one card', () => {
    const mi250 = (name: string) => node(name).device('740c', '64G').gpus(8)
    const nodes = world([mi250('a'), 1, 1, 1, 1, 1, 1], [mi250('b'), 2], [mi250('c'), 1, 2, 2, 1, 1])
    // one die each on two cards of c would do for 1 GPU only
    expect(place(nodes, { kinds: [kind('MI250')], strategy: 'topology-aware', gpusPerMember: 2 })).toEqual([
      'a',
    ])
    expect(place(nodes, { kinds: [kind('MI250')], strategy: 'topology-aware', gpusPerMember: 4 })).toEqual([
      'b',
    ])
  })

  it('costOptimized takes the cheapest GPU-hour, by the node’s label, else by the table', () => {
    const price = (name: string, cost?: string) =>
      cost === undefined ? mi300x(name) : mi300x(name).label('fitgate.dev/gpu-hour-cost', cost)
    const big = (name: string) => node(name).device('74a5', '256G').gpus(8)
    const nodes = world([price('a', '3')], [price('b', '2.5')], [price('c')], [big('d')])
    const kinds = [kind('MI300X'), kind('MI325X')]
    const cheap = (prices: Record<string, number>) =>
      place(nodes, { kinds, strategy: 'costOptimized', gpusPerMember: 1, prices })
    expect(cheap({})).toEqual(['b'])
    expect(cheap({ MI300X: 2 })).toEqual(['c'])
    expect(cheap({ MI300X: 2, MI325X: 1.5 })).toEqual(['d'])
    expect(cheap({ MI325X: 2.5 })).toEqual(['b'])
  })

  it('a price of a whole card is divided among its partitions', () => {
    const cpx = node('p').device('74a1', '24G', 'cpx_nps4').gpus(64, 64, 'amd.com/cpx_nps4')
    const nodes = world([cpx], [mi300x('w').label('fitgate.dev/gpu-hour-cost', '0.5')])
    const request = {
      kinds: [kind('MI300X'), kind('MI300X', 'cpx_nps4')],
      gpusPerMember: 1,
      strategy: 'costOptimized',
    } as const
    expect(place(nodes, { ...request, prices: { MI300X: 2.4 } })).toEqual(['p'])
    expect(place(nodes, { ...request, prices: { MI300X: 8 } })).toEqual(['w'])
  })

  it('random is the same for the same seed, and reaches every node over many', () => {
    const nodes = used(0, 1, 2, 3, 8)
    const draw = (seed: string) => place(nodes, { strategy: 'random', gpusPerMember: 2, seed })
    expect(draw('x')).toEqual(draw('x'))
    const drawn = Array.from({ length: 200 }, (_, i) => draw(String(i))[0])
    expect([...new Set(drawn)].sort()).toEqual(['a', 'b', 'c', 'd'])
    for (const name of 'abcd') expect(drawn.filter((each) => each === name).length).toBeGreaterThan(25)
  })

  it('exclusive takes the smallest empty node, and all of it', () => {
    const nodes = world([mi300x('a'), 1], [mi300x('b')], [node('c').device('74a1').gpus(4)])
    const placed = placeGroup(nodes.index, {
      kinds: [kind('MI300X')],
      gpusPerMember: 2,
      strategy: 'exclusive',
    })
    expect(placed).toEqual({ placements: [{ node: 'c', kind: kind('MI300X'), count: 2, reserve: 4 }] })
    expect(place(nodes, { gpusPerMember: 2, members: 3, strategy: 'exclusive' })).toMatch(
      /on a node with nothing else on it/,
    )
  })

  it('every word has a meaning of its own line', () => {
    expect(new Set(strategyWords.map((word) => strategies[word].meaning)).size).toBe(strategyWords.length)
  })
})

describe('a group', () => {
  it('has a place for every member or none', () => {
    expect(place(used(0, 4), { members: 3, gpusPerMember: 4 })).toEqual(['b', 'a', 'a'])
    expect(place(used(0, 4), { members: 2, gpusPerMember: 8 })).toBe(
      '1 of 2 members have a place, each needs 8 free MI300X on one node; the most that is free on one is 8',
    )
  })

  it('is spread over nodes where the strategy says so', () => {
    expect(place(used(0, 4), { members: 2, gpusPerMember: 1, strategy: 'static' })).toEqual(['b', 'a'])
    expect(place(used(0, 4), { members: 3, gpusPerMember: 1, strategy: 'static' })).toMatch(/^2 of 3 members/)
  })

  it('is on one kind of device', () => {
    const mi325x = (name: string) => node(name).device('74a5', '256G').gpus(8)
    const kinds = [kind('MI325X'), kind('MI300X')]
    const nodes = world([mi325x('l')], [mi300x('a')], [mi300x('b')])
    expect(place(nodes, { kinds, gpusPerMember: 8 })).toEqual(['l'])
    expect(place(nodes, { kinds, gpusPerMember: 8, members: 2 })).toEqual(['a', 'b'])
    expect(place(nodes, { kinds, gpusPerMember: 8, members: 3 })).toMatch(
      /^2 of 3 members .* MI325X or MI300X/,
    )
  })

  it('stays in one rack where it must, the one it fills best', () => {
    const rack = (name: string, value: string) => mi300x(name).label('rack', value)
    const nodes = world(
      [rack('a', 'r1')],
      [rack('b', 'r2')],
      [rack('c', 'r3')],
      [rack('d', 'r3')],
      [rack('e', 'r3')],
      [rack('f', 'r2')],
      [mi300x('g')],
    )
    const group = (members: number, more = {}) =>
      place(nodes, { members, gpusPerMember: 8, together: 'rack', ...more })
    expect(group(2)).toEqual(['b', 'f'])
    expect(group(2, { strategy: 'leastLoaded' })).toEqual(['c', 'd'])
    expect(group(3)).toEqual(['c', 'd', 'e'])
    expect(group(2, { exclude: new Set(['f']) })).toEqual(['c', 'd'])
    expect(group(4)).toBe(
      '3 of 4 members have a place, each needs 8 free MI300X on one node, all with one value of rack; the most that is free on one is 8',
    )
  })

  it('becomes a reservation, which another decision may have been faster than', () => {
    const { inventory, index } = used(0, 4)
    const request = { kinds: [kind('MI300X')], gpusPerMember: 4, members: 3 }
    const [first, second] = [placeGroup(index, request), placeGroup(index, request)]
    if (!('placements' in first) || !('placements' in second)) throw new Error('no place')
    expect(inventory.reserve(reservationFor('x', first.placements, 1))).toEqual([])
    expect(inventory.reserve(reservationFor('y', second.placements, 1))).not.toEqual([])
    expect(place({ inventory, index }, { gpusPerMember: 1 })).toMatch(/no node that may be used has any free/)
  })
})

describe('what a pod asks of nodes', () => {
  const nodes = () =>
    world(
      [mi300x('a').label('team', 'x')],
      [mi300x('b').label('team', 'y')],
      [mi300x('c').taint('dedicated').label('team', 'y')],
      [mi300x('d').cordoned()],
      [mi300x('e').taint('amd-gpu-unhealthy')],
      [mi300x('f').condition('Ready', 'False').taint('node.kubernetes.io/not-ready', 'NoExecute')],
    )
  const everything = [{ operator: 'Exists' }] as const
  const all = (filter: object) => place(nodes(), { gpusPerMember: 8, members: 2, strategy: 'static', filter })

  it('is heeded the first time and every other', () => {
    const same = nodes()
    for (let i = 0; i < 3; i++)
      expect(place(same, { gpusPerMember: 1, filter: { nodeSelector: { team: 'y' } } })).toEqual(['b'])
    same.inventory.applyNode(mi300x('b').label('team', 'z').build())
    expect(place(same, { gpusPerMember: 1, filter: { nodeSelector: { team: 'y' } } })).toMatch(
      /^needs 1 free/,
    )
    same.inventory.applyNode(mi300x('g').label('team', 'y').build())
    expect(place(same, { gpusPerMember: 1, filter: { nodeSelector: { team: 'y' } } })).toEqual(['g'])
  })

  it('taints want a toleration; cordons, lost nodes and remediation tolerate nobody', () => {
    expect(all({})).toEqual(['a', 'b'])
    expect(
      all({ nodeSelector: { team: 'y' }, tolerations: [{ key: 'dedicated', operator: 'Exists' }] }),
    ).toEqual(['b', 'c'])
    expect(
      place(nodes(), {
        gpusPerMember: 1,
        members: 4,
        strategy: 'static',
        filter: { tolerations: everything },
      }),
    ).toBe(
      '3 of 4 members have a place, each needs 1 free MI300X on one node of its own; the most that is free on one is 8; 1 node is cordoned; 1 node is not ready; 1 node is under remediation',
    )
  })

  it('is found in a large cluster, among few nodes or many, first and later', () => {
    const many = world(
      ...Array.from({ length: 400 }, (_, i) => {
        const name = `n${String(i).padStart(3, '0')}`
        const builder = mi300x(name)
          .label('half', String(i % 2))
          .label('tenth', String(i % 10))
        return [builder.label('hostname', name), i < 200 ? 7 : 0] as const
      }),
    )
    const at = (nodeSelector: Record<string, string>, gpusPerMember = 8) =>
      place(many, { gpusPerMember, filter: { nodeSelector } })
    for (let again = 0; again < 3; again++) {
      expect(at({ hostname: 'n333' })).toEqual(['n333'])
      expect(at({ half: '1' })).toEqual(['n201'])
      expect(at({ half: '1', tenth: '7' }, 1)).toEqual(['n007'])
      expect(at({ half: '1', tenth: '6' }, 1)).toMatch(/^needs 1 free/)
      expect(at({ absent: 'x' }, 1)).toMatch(/^needs 1 free/)
      expect(
        place(many, {
          gpusPerMember: 8,
          filter: { affinity: [{ matchExpressions: [{ key: 'tenth', operator: 'In', values: ['9'] }] }] },
        }),
      ).toEqual(['n209'])
    }
    many.inventory.applyNode(mi300x('n333').label('half', '1').build())
    expect(at({ hostname: 'n333' })).toMatch(/^needs 8 free/)
    many.inventory.removeNode('n201')
    expect(at({ half: '1' })).toEqual(['n203'])
  })

  it('and what the caller excludes', () => {
    expect(place(nodes(), { gpusPerMember: 1, exclude: new Set(['a']) })).toEqual(['b'])
  })

  it('holds for draws too', () => {
    const filter = { nodeSelector: { team: 'y' } }
    for (let i = 0; i < 20; i++)
      expect(place(nodes(), { gpusPerMember: 1, strategy: 'random', seed: String(i), filter })).toEqual(['b'])
  })

  it('sees partitions and broken devices as they are', () => {
    const cpx = node('p').device('74a1', '24G', 'cpx_nps4').gpus(64, 60, 'amd.com/cpx_nps4')
    const { inventory, index } = world([cpx])
    inventory.applyPod(pod({ name: 'q', on: 'p', gpus: 58, resource: 'amd.com/cpx_nps4' }))
    expect(place({ inventory, index }, { kinds: [kind('MI300X', 'cpx_nps4')], gpusPerMember: 2 })).toEqual([
      'p',
    ])
    expect(place({ inventory, index }, { kinds: [kind('MI300X', 'cpx_nps4')], gpusPerMember: 3 })).toBe(
      'needs 3 free MI300X cpx_nps4 on one node; the most that is free on one is 2',
    )
  })
})
