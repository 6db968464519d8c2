import { describe, expect, it } from 'vitest'
import { parseAIMCache, toCacheRequest } from '../../../src/api/aim/cache.ts'
import { impossibleChanges } from '../../../src/decide/cache/change.ts'
import { judgeCache } from '../../../src/decide/cache/judge.ts'
import { sizeNeed } from '../../../src/decide/cache/size.ts'
import { formatFieldError } from '../../../src/vocabulary/field-error.ts'

function requestOf(spec: object) {
  const { cache, errors } = parseAIMCache({ metadata: { name: 'models' }, spec })
  expect(errors).toEqual([])
  if (cache === undefined) throw new Error('no errors, and no cache')
  return toCacheRequest(cache)
}

function judged(spec: object) {
  const { intent, paths } = requestOf(spec)
  const { errors, warnings } = judgeCache(intent, paths)
  return { errors: errors.map(formatFieldError), warnings: warnings.map(formatFieldError) }
}

const large = 'Qwen/Qwen3-32B' // 61 GiB
const small = 'Qwen/Qwen3-8B' // 15 GiB

describe('the size of a volume', () => {
  const gib = (spec: object) => {
    const { volumeBytes } = sizeNeed(requestOf(spec).intent)
    return volumeBytes && volumeBytes / 2 ** 30
  }

  it('is what the models take and a tenth more, with what is to stay free', () => {
    expect(gib({ modelId: large })).toBe(68)
    expect(gib({ models: [{ id: large }, { id: small }] })).toBe(85)
    expect(gib({ models: [{ id: large }], cleanup: { minFreeSpace: '100Gi' } })).toBe(168)
  })

  it('has room for what replaces a model, where branches are followed', () => {
    expect(gib({ modelId: large, downloadPolicy: 'Always' })).toBe(135)
  })

  it('is not computed of what nobody knows', () => {
    expect(gib({ modelId: 'someone/unheard-of' })).toBeUndefined()
  })
})

it('says of a retention that nobody asks for it without a clean-up', () => {
  const models = [{ id: small }, { id: large, retention: '7d' }]
  const told =
    'spec.models[1].retention: has no effect: without a clean-up nothing is ever evicted; write cleanup too, with a schedule such as "0 2 * * *", or remove it'
  expect(judged({ models }).warnings).toEqual([told])
  expect(judged({ models, cleanup: { enabled: false } }).warnings).toEqual([told])
  expect(judged({ models, cleanup: {} }).warnings).toEqual([])
})

describe('a cache that cannot be', () => {
  it('is too small for its model', () => {
    expect(judged({ modelId: large, size: '50Gi' }).errors).toEqual([
      'spec.size: is 50.0 GiB, but Qwen/Qwen3-32B takes at least 59.2 GiB; write 68Gi or more',
    ])
  })

  it('is too small for all that is fetched at once, without a clean-up', () => {
    const models = [{ id: large }, { id: small }]
    expect(judged({ models, storage: { size: '70Gi' } }).errors).toEqual([
      'spec.storage.size: is 70.0 GiB, but Qwen/Qwen3-32B 59.2 GiB + Qwen/Qwen3-8B 14.8 GiB = 74.0 GiB at least; write 85Gi or more',
    ])
    const asked = models.map((model) => ({ ...model, preload: false }))
    expect(judged({ models: asked, size: '70Gi' }).errors).toEqual([])
    expect(judged({ models, size: '70Gi', cleanup: {} }).errors).toEqual([])
    const pinned = models.map((model) => ({ ...model, pin: true }))
    expect(judged({ models: pinned, size: '70Gi', cleanup: {} }).errors).toHaveLength(1)
  })

  it('keeps so much free that nothing fits', () => {
    expect(judged({ modelId: large, size: '100Gi', cleanup: { minFreeSpace: '50Gi' } }).errors).toEqual([
      'spec.size: is 100.0 GiB, but Qwen/Qwen3-32B takes at least 59.2 GiB and 50.0 GiB are to stay free; write 118Gi or more',
    ])
  })

  it('limits a model to less than it takes', () => {
    expect(judged({ models: [{ id: large, maxSize: '10Gi' }] }).errors).toEqual([
      'spec.models[0].maxSize: is 10.0 GiB, but Qwen/Qwen3-32B takes at least 59.2 GiB: it would never be fetched; write 60Gi or more, or remove it',
    ])
  })

  it('is never one whose model is not known, or not all of whose files are taken', () => {
    expect(judged({ modelId: 'someone/unheard-of', size: '1Gi' })).toEqual({
      errors: [],
      warnings: [
        'spec.modelId: how much someone/unheard-of takes is not known here: whether it fits is seen before it is fetched',
      ],
    })
    expect(judged({ models: [{ id: large, include: ['*.json'] }], size: '1Gi' }).errors).toEqual([])
    expect(judged({ models: [{ id: large, source: { url: 's3://models' } }], size: '1Gi' }).errors).toEqual(
      [],
    )
  })
})

describe('a cache that will hurt', () => {
  it('cannot hold all of its models at once', () => {
    const models = [{ id: large }, { id: small }]
    expect(judged({ models, size: '70Gi', cleanup: {} }).warnings).toEqual([
      'spec.size: is 70.0 GiB, and all models together take 76.3 GiB: they replace each other; for all at once write 85Gi',
    ])
  })

  it('leaves nothing for the file system', () => {
    expect(judged({ modelId: large, size: '62Gi' }).warnings).toEqual([
      'spec.size: is 62.0 GiB, and the models take 61.0 GiB of it: most file systems keep 5 % for themselves; write 68Gi',
    ])
    expect(judged({ modelId: large, size: '68Gi' }).warnings).toEqual([])
  })

  it('has no size, and a model that nobody knows', () => {
    expect(judged({ modelId: 'someone/unheard-of' }).warnings).toEqual([
      'spec.storage.size: cannot be computed: how much someone/unheard-of takes is not known here; write a size such as 200Gi',
    ])
  })

  it('asks for copies on nodes, and names no volume for them', () => {
    expect(judged({ modelId: large, nodeGroup: { replicas: 3 } }).warnings).toEqual([
      'spec.nodeGroup: has no storageClass: no copies are made on the disks of nodes, engines read the one volume; name the class of a volume that is a folder on each of its nodes',
    ])
  })

  it('lists no model', () => {
    expect(judged({ size: '10Gi' }).warnings).toEqual([
      'spec.models: is empty: nothing is fetched until a model is listed',
    ])
  })
})

describe('a change of a cache', () => {
  const storage = { size: '100Gi', storageClass: 'fast' }
  const changes = (before: object, now: object) => {
    const { intent, paths } = requestOf(now)
    return impossibleChanges(requestOf(before).intent, intent, paths).map(({ path }) => path)
  }

  it('is refused where the volume cannot follow', () => {
    const now = { storage: { size: '99Gi', storageClass: 'slow', accessMode: 'ReadWriteOnce' } }
    expect(changes({ storage }, now)).toEqual([
      'spec.storage.storageClass',
      'spec.storage.accessMode',
      'spec.storage.size',
    ])
    const copied = { size: '1Gi', nodeGroup: { storageClass: 'node-disks' } }
    const other = { size: '1Gi', nodeGroup: { storageClass: 'other' } }
    for (const [before, after] of [
      [{ size: '1Gi' }, copied],
      [copied, { size: '1Gi' }],
      [copied, other],
    ])
      expect(changes(before ?? {}, after ?? {})).toEqual(['spec.nodeGroup.storageClass'])
  })

  it('is made where it can be', () => {
    const now = { storage: { ...storage, size: '200Gi' }, models: [{ id: large }], cleanup: {} }
    expect(changes({ storage, models: [{ id: small }] }, now)).toEqual([])
    expect(changes({ modelId: large, size: '100Gi' }, { modelId: large })).toEqual([])
    expect(changes({ size: '1Gi' }, { size: '1Gi', nodeGroup: { replicas: 2 } })).toEqual([])
  })
})
