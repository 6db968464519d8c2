import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NodesByLabel } from '../../../src/decide/place/nodes-by-label.ts'

describe('nodes by label', () => {
  it('are those of the selector’s rarest label, whatever changed before and after it was first asked for', () => {
    const labels = fc.dictionary(fc.constantFrom('rack', 'team', 'zone'), fc.constantFrom('1', '2'), {
      maxKeys: 3,
    })
    const change = fc.record({
      node: fc.constantFrom('a', 'b', 'c', 'd'),
      labels: fc.option(labels, { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(fc.oneof(change, fc.record({ ask: labels })), { maxLength: 40 }), (steps) => {
        const index = new NodesByLabel()
        const nodes = new Map<string, Readonly<Record<string, string>>>()
        for (const step of steps) {
          if ('node' in step) {
            index.change(step.node, nodes.get(step.node), step.labels)
            if (step.labels === undefined) nodes.delete(step.node)
            else nodes.set(step.node, step.labels)
            continue
          }
          const sets = Object.entries(step.ask).map(([key, value]) =>
            [...nodes].flatMap(([node, own]) => (own[key] === value ? [node] : [])).sort(),
          )
          const found = index.fewest(step.ask, () => nodes)
          if (sets.length === 0) expect(found).toBeUndefined()
          else {
            expect(found?.size).toBe(Math.min(...sets.map((each) => each.length)))
            expect(sets).toContainEqual([...(found ?? [])].sort())
          }
        }
      }),
    )
  })

  it('of a key are read once, and again when it was forgotten for others', () => {
    const index = new NodesByLabel()
    let reads = 0
    const ask = (key: string) =>
      index.fewest({ [key]: 'x' }, () => {
        reads++
        return [['a', { [key]: 'x' }]] as const
      })
    for (const key of ['k', 'k']) expect([...(ask(key) ?? [])]).toEqual(['a'])
    expect(reads).toBe(1)
    for (let i = 0; i < 8; i++) ask(`k${i}`)
    ask('k')
    expect(reads).toBe(10)
  })
})
