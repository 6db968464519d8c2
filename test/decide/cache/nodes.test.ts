import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NodeGroup } from '../../../src/api/cache/intent.ts'
import { type GroupNode, nodesForCopies } from '../../../src/decide/cache/nodes.ts'

const group = (more: Partial<NodeGroup> = {}): NodeGroup => ({ nodeSelector: {}, tolerations: [], ...more })
const node = (name: string, more: Partial<GroupNode> = {}): GroupNode => ({
  name,
  life: '1',
  labels: {},
  taints: [],
  hasGPUs: true,
  barriers: [],
  ...more,
})
const chosen = (wanted: NodeGroup, nodes: readonly GroupNode[], held: string[] = [], used: string[] = []) =>
  nodesForCopies(wanted, nodes, new Set(held), new Set(used)).chosen

describe('nodes for copies', () => {
  const plain = node('a-plain', { hasGPUs: false })
  const labelled = node('b-labelled', { hasGPUs: false, labels: { pool: 'fast' } })
  const tainted = node('c-tainted', { taints: [{ key: 'team', value: 'a', effect: 'NoSchedule' }] })
  const all = [tainted, plain, labelled, node('d-free')]

  it('are those with AMD GPUs that a pod may come to, or those that the labels say', () => {
    expect(chosen(group(), all)).toEqual(['d-free'])
    const tolerations = [{ key: 'team', operator: 'Equal', value: 'a' }]
    expect(chosen(group({ tolerations }), all)).toEqual(['c-tainted', 'd-free'])
    expect(chosen(group({ nodeSelector: { pool: 'fast' } }), all)).toEqual(['b-labelled'])
  })

  it('are first those that hold one, then those that are waited on, then those that are up', () => {
    const nodes = [node('a', { barriers: ['notReady'] }), node('b'), node('c'), node('d')]
    const two = group({ copies: 2 })
    expect(chosen(two, nodes)).toEqual(['b', 'c'])
    expect(chosen(two, nodes, ['a'])).toEqual(['a', 'b'])
    expect(chosen(two, nodes, ['b', 'c', 'd'], ['d'])).toEqual(['b', 'd'])
    expect(chosen(two, nodes, ['b', 'c'], ['d'])).toEqual(['b', 'c', 'd'])
  })

  it('stay as they are while other nodes come, and are all of the group or as many as asked for', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { maxLength: 12 })
    fc.assert(
      fc.property(names, names, fc.option(fc.nat({ max: 6 })), (some, others, copies) => {
        const wanted = group(copies === null ? {} : { copies: copies + 1 })
        const before = chosen(
          wanted,
          some.map((name) => node(name)),
        )
        expect(before).toHaveLength(Math.min(some.length, (copies ?? 127) + 1))
        const both = [...new Set([...others, ...some])].map((name) => node(name))
        expect(chosen(wanted, both, [...before])).toEqual(expect.arrayContaining([...before]))
      }),
    )
  })
})
