import { describe, expect, it } from 'vitest'
import { doubtsOfUse } from '../../../src/decide/cache/use.ts'
import type { KnownCache } from '../../../src/inventory/known-caches.ts'
import { formatFieldError } from '../../../src/vocabulary/field-error.ts'
import { cluster, nodes } from '../builders.ts'

const known: KnownCache = {
  kind: 'AIMCache',
  namespace: 'team',
  name: 'models',
  models: ['a/b', 'a/c'],
  ready: ['a/b'],
}
const one = { replicas: 1, nodes: 1, gpus: 8 }
const hardware = cluster(nodes('MI300X', 2))
const told = (
  model: string,
  name = 'models',
  caches: readonly KnownCache[] = [known],
  leftOut = 0,
  pods = one,
) =>
  doubtsOfUse(
    { namespace: 'team', model, cache: { kind: 'AIMCache', name }, path: 'spec.cache.name', pods },
    { known: caches, leftOut },
    hardware,
  ).map(formatFieldError)

describe('an engine that uses a cache', () => {
  it('finds its model there', () => {
    expect(told('a/b')).toEqual([])
  })

  it('is told of a cache, or a model in it, that is not there', () => {
    expect(told('a/b', 'others')).toEqual([
      'spec.cache.name: AIMCache others is not in namespace team yet: pods wait for its volume',
    ])
    expect(told('x/y')).toEqual([
      'spec.cache.name: AIMCache models does not hold x/y, and the engine looks nowhere else; list it there (it has a/b, a/c)',
    ])
    expect(told('a/c')).toEqual([
      'spec.cache.name: a/c is not in AIMCache models yet: the engine starts when it is',
    ])
  })

  it('on a volume for one node is told when its pods cannot all be there, with the numbers', () => {
    const pods = (replicas: number, gpus: number, nodes = 1, mountedBy: 'node' | 'pod' = 'node') =>
      told('a/b', 'models', [{ ...known, mountedBy }], 0, { replicas, gpus, nodes })
    expect([pods(1, 8), pods(2, 4), told('a/b', 'models', [known], 0, { ...one, replicas: 9 })]).toEqual([
      [],
      [],
      [],
    ])
    expect(pods(3, 4)).toEqual([
      'spec.cache.name: AIMCache models is ReadWriteOnce, which one node mounts, and 3 replicas of 4 GPUs take 12: the largest node has 8; name a cache that is ReadWriteMany, or one with copies on nodes',
    ])
    expect(pods(1, 16, 2)[0]).toContain('and a replica spans 2 nodes')
    expect(pods(1, 1, 1, 'pod')).toEqual([])
    expect(pods(2, 1, 1, 'pod')[0]).toContain('which one pod mounts, and 2 are wanted')
  })

  it('is told nothing of one that a snapshot may have had no room for', () => {
    expect(told('a/b', 'others', [known], 1)).toEqual([])
  })

  it('is told nothing where nothing is known of caches', () => {
    expect(
      doubtsOfUse(
        { namespace: 'team', model: 'a/b', cache: { kind: 'AIMCache', name: 'x' }, path: '', pods: one },
        undefined,
        hardware,
      ),
    ).toEqual([])
    expect(
      doubtsOfUse(
        { namespace: 'team', model: 'a/b', cache: undefined, path: '', pods: one },
        { known: [], leftOut: 0 },
        hardware,
      ),
    ).toEqual([])
  })
})
