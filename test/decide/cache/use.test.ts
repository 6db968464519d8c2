import { describe, expect, it } from 'vitest'
import { doubtsOfUse } from '../../../src/decide/cache/use.ts'
import type { KnownCache } from '../../../src/inventory/known-caches.ts'
import { formatFieldError } from '../../../src/vocabulary/field-error.ts'

const known: KnownCache = {
  kind: 'AIMCache',
  namespace: 'team',
  name: 'models',
  models: ['a/b', 'a/c'],
  ready: ['a/b'],
}
const told = (model: string, name = 'models', caches: readonly KnownCache[] = [known], leftOut = 0) =>
  doubtsOfUse(
    { namespace: 'team', model, cache: { kind: 'AIMCache', name }, path: 'spec.cache.name' },
    { known: caches, leftOut },
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

  it('is told nothing of one that a snapshot may have had no room for', () => {
    expect(told('a/b', 'others', [known], 1)).toEqual([])
  })

  it('is told nothing where nothing is known of caches', () => {
    expect(
      doubtsOfUse(
        { namespace: 'team', model: 'a/b', cache: { kind: 'AIMCache', name: 'x' }, path: '' },
        undefined,
      ),
    ).toEqual([])
    expect(
      doubtsOfUse({ namespace: 'team', model: 'a/b', cache: undefined, path: '' }, { known: [], leftOut: 0 }),
    ).toEqual([])
  })
})
