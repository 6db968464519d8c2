import { describe, expect, it } from 'vitest'
import { boundedCaches, findCache, type KnownCache } from '../../src/inventory/known-caches.ts'

const cache = (name: string, fields: Partial<KnownCache> = {}): KnownCache => ({
  kind: 'AIMCache',
  namespace: 'team',
  name,
  models: ['Qwen/Qwen3-32B'],
  ready: [],
  ...fields,
})

describe('the caches of a snapshot', () => {
  it('are in one order, and as many as there is room for', () => {
    const many = Array.from({ length: 2000 }, (_, index) => cache(`cache-${String(index).padStart(4, '0')}`))
    const kept = boundedCaches(many.toReversed())
    expect(JSON.stringify(kept).length).toBeLessThan(70_000)
    expect(kept.known.length).toBeGreaterThan(300)
    expect(kept).toEqual({ known: many.slice(0, kept.known.length), leftOut: 2000 - kept.known.length })
  })

  it('name few of many nodes', () => {
    const nodes = Array.from({ length: 100 }, (_, index) => `node-${99 - index}`)
    expect(boundedCaches([cache('a', { nodes })]).known[0]?.nodes).toHaveLength(32)
  })

  it('are found by kind, namespace and name', () => {
    const caches = [cache('a', { namespace: 'other' }), cache('a', { kind: 'ModelCache' }), cache('a')]
    const all = { known: caches, leftOut: 0 }
    expect(findCache(all, 'team', { kind: 'AIMCache', name: 'a' })).toBe(caches[2])
    expect(findCache(all, 'team', { kind: 'AIMCache', name: 'b' })).toBeUndefined()
    expect(findCache(undefined, 'team', { kind: 'AIMCache', name: 'a' })).toBeUndefined()
  })
})
