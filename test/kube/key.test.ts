import { describe, expect, it } from 'vitest'
import { isControlledBy, keyOf, keyOfRef, ownerKeys, parseKey, refOf } from '../../src/kube/key.ts'
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
    expect(refOf(child)).toEqual({ namespace: 'default', name: 'child' })
    expect(ownerKeys(child, resources.aimEndpoint)).toEqual(['default/mine', 'default/newer'])
    expect(ownerKeys(child, resources.aimRecipe)).toEqual(['recipe'])
    expect(ownerKeys(configMap('orphan'), resources.aimEndpoint)).toEqual([])
  })

  it('does not say who controls an object: the one owner that says so does', () => {
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner' }
    const ownerReferences = [
      { ...owner, uid: 'a' },
      { ...owner, uid: 'b', controller: true },
    ]
    const child = configMap('child', {}, { ownerReferences })
    expect(['a', 'b', undefined].map((uid) => isControlledBy(child, uid))).toEqual([false, true, false])
    expect(isControlledBy(configMap('orphan'), 'b')).toBe(false)
  })
})
