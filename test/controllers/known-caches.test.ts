import { describe, expect, it } from 'vitest'
import { knownCaches } from '../../src/controllers/known-caches.ts'
import type { CacheObject } from '../../src/controllers/model-cache/read-cache.ts'

const cache = (spec: object, more: Partial<CacheObject> = {}): CacheObject => ({
  apiVersion: 'aim.engine.amd.com/v1alpha1',
  kind: 'AIMCache',
  metadata: { name: 'models', namespace: 'team' },
  spec,
  ...more,
})

describe('what the snapshot tells of caches', () => {
  it('is what they list, what of it is there, and where', () => {
    const spec = {
      storage: { mountPath: '/models' },
      models: [{ id: 'a/b' }, { id: 'a/c' }],
      nodeGroup: { storageClass: 'node-disks' },
    }
    const status = {
      cachedModels: [
        { id: 'a/b', status: 'Ready' as const },
        { id: 'a/c', status: 'Downloading' as const },
        { id: 'a/gone', status: 'Ready' as const },
      ],
      nodes: [
        { name: 'gpu-1', ready: true },
        { name: 'gpu-2', ready: false },
      ],
    }
    expect(knownCaches([cache(spec, { status })])).toEqual([
      {
        kind: 'AIMCache',
        namespace: 'team',
        name: 'models',
        models: ['a/b', 'a/c'],
        ready: ['a/b'],
        mountPath: '/models',
        nodes: ['gpu-1'],
      },
    ])
  })

  it('is nothing of nodes where one volume serves all, as long as none has a copy', () => {
    expect(
      knownCaches([cache({ modelId: 'a/b', nodeGroup: { storageClass: 'node-disks' } })])[0],
    ).not.toHaveProperty('nodes')
    expect(knownCaches([cache({ modelId: 'a/b' })])[0]).not.toHaveProperty('nodes')
  })

  it('is which node mounts a volume that only one can, and nothing of that where each has a copy', () => {
    const storage = { accessMode: 'ReadWriteOnce' }
    const status = { storage: { mountedOn: 'gpu-1' } }
    const told = (spec: object) => knownCaches([cache({ modelId: 'a/b', ...spec }, { status })])[0]
    expect(told({ storage })).toMatchObject({ mountedBy: 'node', mountedOn: 'gpu-1' })
    expect(told({ storage: { accessMode: 'ReadWriteOncePod' } })).toMatchObject({ mountedBy: 'pod' })
    expect(told({})).not.toHaveProperty('mountedBy')
    expect(told({ storage, nodeGroup: { storageClass: 'disks' } })).not.toHaveProperty('mountedBy')
  })

  it('leaves out what cannot be read, and what goes away', () => {
    const metadata = { name: 'models', namespace: 'team', deletionTimestamp: '2026-01-01T00:00:00Z' }
    expect(knownCaches([cache({ size: 'big' }), cache({ modelId: 'a/b' }, { metadata })])).toEqual([])
  })
})
