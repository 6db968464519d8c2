import { describe, expect, it } from 'vitest'
import { type ModelCache, parseModelCache, toCacheRequest } from '../../../src/api/inference/model-cache.ts'
import { modelCacheExamples } from './model-cache-examples.ts'

const modelName = 'Qwen/Qwen3-32B'

function parsed(fields: object): ModelCache {
  const { cache, errors } = parseModelCache({ metadata: { name: 'qwen' }, spec: { modelName, ...fields } })
  expect(errors).toEqual([])
  if (cache === undefined) throw new Error('no errors, and no cache')
  return cache
}

const modelOf = (fields: object) => toCacheRequest(parsed(fields)).intent.models[0]

describe('parseModelCache', () => {
  it.for(modelCacheExamples)('finds exactly the faults of: $name', ({ spec, faults }) => {
    const { cache, errors } = parseModelCache({ metadata: { name: 'x' }, spec })
    expect(errors.map(({ path }) => path)).toEqual(faults)
    expect(cache === undefined).toBe(faults.length > 0)
  })
})

describe('what a ModelCache wants', () => {
  it('is one model of the hub that is never evicted', () => {
    expect(toCacheRequest(parsed({})).intent).toEqual({
      storage: { accessMode: 'ReadWriteMany' },
      models: [
        {
          id: modelName,
          source: { kind: 'hub', id: modelName },
          priority: 'medium',
          preload: true,
          pinned: true,
        },
      ],
      downloadPolicy: 'IfNotPresent',
    })
  })

  it('keeps the name that engines ask for, wherever the files come from', () => {
    expect(
      modelOf({ source: { huggingface: { repository: 'amd/x', revision: 'v1', tokenSecret: 'hub' } } }),
    ).toMatchObject({
      id: modelName,
      source: { kind: 'hub', id: 'amd/x', revision: 'v1' },
      secret: { name: 'hub', key: 'token' },
    })
    expect(modelOf({ source: { s3: { bucket: 'models', key: '/qwen/', pathStyle: true } } })).toMatchObject({
      id: modelName,
      source: { kind: 's3', bucket: 'models', prefix: 'qwen' },
      pathStyle: true,
    })
    expect(modelOf({ source: { s3: { bucket: 'models', pathStyle: false } } })?.pathStyle).toBe(false)
    expect(modelOf({ source: { s3: { bucket: 'models' } } })?.pathStyle).toBeUndefined()
    expect(modelOf({ source: { gcs: { bucket: 'models' } } })?.source).toEqual({
      kind: 'gs',
      bucket: 'models',
      prefix: '',
    })
    expect(modelOf({ source: { http: { url: 'https://files.example/a' } } })?.source).toEqual({
      kind: 'https',
      url: 'https://files.example/a',
    })
  })

  it('has copies on nodes where caching is written and not off', () => {
    const groupOf = (caching: object) => toCacheRequest(parsed({ caching })).intent.nodeGroup
    expect(groupOf({ replicas: 3, nodeSelector: { pool: 'a' } })).toEqual({
      nodeSelector: { pool: 'a' },
      tolerations: [],
      copies: 3,
    })
    expect(groupOf({ enabled: true })).toEqual({ nodeSelector: {}, tolerations: [] })
    expect(groupOf({ enabled: false, replicas: 3 })).toBeUndefined()
  })
})
