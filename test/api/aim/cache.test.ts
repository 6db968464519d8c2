import { describe, expect, it } from 'vitest'
import { type AIMCache, parseAIMCache, toCacheRequest } from '../../../src/api/aim/cache.ts'
import { formatFieldError } from '../../../src/vocabulary/field-error.ts'
import { aimCacheExamples, scheduleExamples } from './cache-examples.ts'

const id = 'Qwen/Qwen3-32B'

function parsed(spec: unknown): AIMCache {
  const { cache, errors } = parseAIMCache({ metadata: { name: 'models', namespace: 'team' }, spec })
  expect(errors).toEqual([])
  if (cache === undefined) throw new Error('no errors, and no cache')
  return cache
}

const intentOf = (spec: unknown) => toCacheRequest(parsed(spec)).intent

describe('parseAIMCache', () => {
  it.for([...aimCacheExamples, ...scheduleExamples])(
    'finds exactly the faults of: $name',
    ({ spec, faults }) => {
      const { cache, errors } = parseAIMCache({ metadata: { name: 'x' }, spec })
      expect(errors.map(({ path }) => path)).toEqual(faults)
      expect(cache === undefined).toBe(faults.length > 0)
    },
  )

  it('names the part of a schedule, beside every other fault', () => {
    const { errors } = parseAIMCache({ spec: { size: 'big', cleanup: { schedule: '0 25 * * *' } } })
    expect(errors.map(formatFieldError)).toEqual([
      'spec.size: is text "big", a quantity such as 500m, 4 or 64Gi is wanted',
      'spec.cleanup.schedule: has the hour "25", which is none (0 to 23)',
    ])
  })
})

describe('what an AIMCache wants', () => {
  it('is the same in both forms', () => {
    const nested = { storage: { size: '100Gi', mountPath: '/cache' }, models: [{ id }] }
    expect(intentOf({ modelId: id, size: '100Gi', cachePath: '/cache' })).toEqual(intentOf(nested))
  })

  it('is shared, of the hub, fetched at once and never evicted where nothing more is said', () => {
    expect(intentOf({ modelId: id })).toEqual({
      storage: { accessMode: 'ReadWriteMany' },
      models: [{ id, source: { kind: 'hub', id }, priority: 'medium', preload: true, pinned: false }],
      downloadPolicy: 'IfNotPresent',
    })
  })

  it('counts in bytes and seconds', () => {
    const { storage, models, cleanUp } = intentOf({
      size: '1Ti',
      models: [{ id, retention: '1d12h', maxSize: '2G' }],
      cleanup: { maxAge: '30d', minFreeSpace: '1Gi' },
    })
    expect(storage).toMatchObject({ size: '1Ti', bytes: 2 ** 40 })
    expect(models[0]).toMatchObject({ retentionSeconds: 129_600, maxBytes: 2e9 })
    expect(cleanUp).toEqual({ maxAgeSeconds: 2_592_000, minFreeBytes: 2 ** 30, strategy: 'lru' })
  })

  it('takes the token of the hub for the hub alone', () => {
    const { models } = intentOf({
      hubTokenSecret: { name: 'hub' },
      models: [
        { id, revision: 'main' },
        { id: 'a/b', source: { url: 's3://models/b' } },
        { id: 'a/c', source: { url: 's3://models/c', credentialsSecret: 'bucket' } },
      ],
    })
    expect(models.map(({ secret }) => secret)).toEqual([
      { name: 'hub', key: 'token' },
      undefined,
      { name: 'bucket', key: 'token' },
    ])
    expect(models[0]?.source).toEqual({ kind: 'hub', id, revision: 'main' })
  })

  it('has no clean-up where it is switched off', () => {
    expect(intentOf({ cleanup: { enabled: false, schedule: '@daily' } }).cleanUp).toBeUndefined()
  })

  it('points at the form that was written', () => {
    expect(toCacheRequest(parsed({ modelId: id, size: 1 })).paths).toMatchObject({
      size: 'spec.size',
      model: [{ id: 'spec.modelId', source: 'spec.modelId' }],
    })
    expect(toCacheRequest(parsed({ models: [{ id }] })).paths).toMatchObject({
      size: 'spec.storage.size',
      model: [{ id: 'spec.models[0].id', source: 'spec.models[0].source.url' }],
    })
  })
})
