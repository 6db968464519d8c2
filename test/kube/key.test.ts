import { describe, expect, it } from 'vitest'
import { keyOf, keyOfRef, ownerKeys, parseKey } from '../../src/kube/key.ts'
import { resources } from '../../src/kube/resources.ts'
import { configMap } from './builders.ts'

describe('a key', () => {
  it.each([
    ['default/a', { namespace: 'default', name: 'a' }],
    ['a', { name: 'a' }],
  ])('%s is the name of an object and back', (key, ref) => {
    expect(keyOfRef(ref)).toBe(key)
    expect(parseKey(key)).toEqual(ref)
  })

  it('of owners names those of the kind, in any version of its group', () => {
    const owner = (apiVersion: string, kind: string, name: string) => ({ apiVersion, kind, name, uid: name })
    const child = configMap(
      'child',
      {},
      {
        ownerReferences: [
          owner('aim.engine.amd.com/v1alpha1', 'AIMEndpoint', 'mine'),
          owner('aim.engine.amd.com/v1', 'AIMEndpoint', 'newer'),
          owner('other.example/v1', 'AIMEndpoint', 'namesake'),
          owner('apps/v1', 'Deployment', 'other'),
          owner('aim.engine.amd.com/v1alpha1', 'AIMRecipe', 'recipe'),
        ],
      },
    )
    expect(keyOf(child)).toBe('default/child')
    expect(ownerKeys(child, resources.aimEndpoint)).toEqual(['default/mine', 'default/newer'])
    expect(ownerKeys(child, resources.aimRecipe)).toEqual(['recipe'])
    expect(ownerKeys(configMap('orphan'), resources.aimEndpoint)).toEqual([])
  })
})
