import { describe, expect, it } from 'vitest'
import {
  isHeldBack,
  namedCache,
  waitsForModel,
  withoutPods,
} from '../../../src/controllers/model-cache/named-cache.ts'
import type { CacheStatus } from '../../../src/controllers/model-cache/read-cache.ts'
import { qwen } from './builders.ts'
import { cache, ready } from './caches.ts'

const reference = { kind: 'AIMCache', name: 'models' } as const
const withEntry = (entry: object): CacheStatus => ({
  cachedModels: [{ id: qwen, status: 'Pending', ...entry }],
})
const child = (kind: string) => ({ apiVersion: 'v1', kind, metadata: { name: 'chat' } })

describe('the cache that an engine names', () => {
  it('is filled only when the model is verified', () => {
    expect(namedCache(reference, qwen, ready())).toMatchObject({
      isFilled: true,
      finding: { status: 'True', reason: 'Verified' },
    })
  })

  it('says how far a download is, and why there is none', () => {
    const told = (entry: object) => namedCache(reference, qwen, cache({}, withEntry(entry))).finding
    expect(told({ status: 'Downloading', reason: 'Downloading', progress: '40 %' })).toEqual({
      status: 'False',
      reason: 'Downloading',
      message: `AIMCache models: Downloading ${qwen} 40 %`,
    })
    expect(
      told({ status: 'Failed', reason: 'AuthRequired', message: 'the hub wants a token' }),
    ).toMatchObject({
      reason: 'AuthRequired',
      message: expect.stringContaining('the hub wants a token'),
    })
  })

  it('whose copies engines read is filled when some node holds one, and none is about to', () => {
    const nodes = (...reasons: readonly string[]): CacheStatus => ({
      cachedModels: [{ id: qwen, status: 'Ready' }],
      storage: { copiesPvcName: 'models-storage' },
      nodes: reasons.map((reason, index) => ({ name: `gpu-${index}`, ready: reason === 'Verified', reason })),
    })
    const isFilled = (...reasons: readonly string[]) =>
      namedCache(reference, qwen, cache({}, nodes(...reasons))).isFilled
    expect([isFilled(), isFilled('Verified', 'Copying'), isFilled('InsufficientCapacity')]).toEqual([
      false,
      false,
      false,
    ])
    expect([isFilled('Verified'), isFilled('Verified', 'InsufficientCapacity')]).toEqual([true, true])
    // a group that is scaled to nothing grows only for pods that wait
    const message = 'no node is in the group now'
    const none = {
      type: 'NodeCopies',
      status: 'False',
      reason: 'NoNodes',
      message,
      lastTransitionTime: '',
    } as const
    expect(namedCache(reference, qwen, cache({}, { ...nodes(), conditions: [none] })).isFilled).toBe(true)
  })

  it('that is not there, or does not list the model, says what to do', () => {
    expect(namedCache(reference, qwen, undefined).finding.reason).toBe('CacheMissing')
    expect(namedCache(reference, 'team/other', ready()).finding).toMatchObject({
      reason: 'ModelNotInCache',
      message: expect.stringContaining('team/other'),
    })
    expect(namedCache(reference, qwen, cache()).finding.reason).toBe('Waiting')
  })
})

describe('pods of an engine whose model is not there', () => {
  const empty = namedCache(reference, qwen, cache())

  it('are not made, but those that were made are left alone', () => {
    expect(isHeldBack(empty, [child('Service')])).toBe(true)
    expect(isHeldBack(empty, [child('Deployment')])).toBe(false)
    expect(isHeldBack(empty, [child('LeaderWorkerSet')])).toBe(false)
    expect(isHeldBack(namedCache(reference, qwen, ready()), [])).toBe(false)
    expect(isHeldBack(undefined, [])).toBe(false)
  })

  it('everything else is made already, and the condition says what it waits for', () => {
    const plan = {
      apply: ['ConfigMap', 'Service', 'Deployment', 'HorizontalPodAutoscaler'].map(child),
      remove: [],
      frozen: [],
    }
    expect(withoutPods(plan).apply.map(({ kind }) => kind)).toEqual(['ConfigMap', 'Service'])
    expect(waitsForModel(empty)).toMatchObject({ status: 'False', reason: 'WaitsForModel' })
  })
})
