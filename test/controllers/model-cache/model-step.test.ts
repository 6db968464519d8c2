import { describe, expect, it } from 'vitest'
import type { CachedModel } from '../../../src/controllers/model-cache/model-state.ts'
import { type ModelSituation, modelStep } from '../../../src/controllers/model-cache/model-step.ts'
import { fetched, job, later, qwen, start } from './builders.ts'

const jobName = 'models-fetch-1'
const step = (more: Partial<ModelSituation> = {}) =>
  modelStep({
    id: qwen,
    jobName,
    isWanted: true,
    mayStart: true,
    now: start,
    random: 0,
    ...more,
  })
const state = (more: Partial<CachedModel>): CachedModel => ({
  id: qwen,
  status: 'Downloading',
  reason: 'Downloading',
  job: { name: jobName },
  ...more,
})
const ready = state({
  status: 'Ready',
  reason: 'Verified',
  job: { name: jobName, uid: 'uid-of-job' },
  bytes: 16_000,
})
const refused = { outcome: 'NotFound', message: 'no such model', models: [] } as const

describe('a model that is wanted', () => {
  it('is fetched when the volume is free, and waits for its turn where it is not', () => {
    expect(step()).toMatchObject({ start: true, state: { status: 'Downloading', job: { name: jobName } } })
    expect(step({ mayStart: false })).toEqual({
      state: { id: qwen, status: 'Pending', reason: 'Waiting', job: { name: jobName } },
    })
  })

  it('is downloading as far as its pod says, and keeps the last word between two', () => {
    const progress = {
      bytes: 400,
      total: 1000,
      files: { done: 1, total: 9 },
      bytesPerSecond: 10,
      models: [
        { id: qwen, phase: 'Fetching' as const, bytes: 400, total: 1000, files: { done: 1, total: 9 } },
      ],
    }
    const told = step({ job: job(), progress }).state
    expect(told).toMatchObject({ status: 'Downloading', bytes: 1000, progress: '40 %' })
    expect(step({ job: job(), before: told }).state).toEqual(told)
  })

  it('says why no pod of its Job runs', () => {
    expect(step({ job: job(), obstacle: 'no node has room' }).state.message).toBe('no node has room')
  })

  it('is ready when the result says that it is there, and stays so when the Job is tidied away', () => {
    const { state: after } = step({ before: state({}), job: job('Complete'), result: fetched })
    expect(after).toMatchObject({
      status: 'Ready',
      reason: 'Verified',
      bytes: 16_000,
      revision: 'a'.repeat(40),
      digest: 'd'.repeat(64),
      cachedAt: start.toISOString(),
    })
    expect(step({ before: after })).toEqual({ state: after })
    expect(step({ before: after, job: job('Complete'), result: fetched })).toEqual({ state: after })
  })

  it('is begun again at once when its Job is deleted by hand', () => {
    expect(step({ before: state({ bytes: 400 }) }).start).toBe(true)
  })

  it('is not begun while its Job is on its way out', () => {
    const dying = job(undefined, { deletionTimestamp: start.toISOString() })
    const { start: begun, remove } = step({ before: state({}), job: dying })
    expect([begun, remove]).toEqual([undefined, undefined])
  })

  it('that is not there causes one attempt an hour, each counted once', () => {
    const failing = { job: job('Failed'), result: refused }
    const first = step({ before: state({}), ...failing })
    expect(first).toMatchObject({
      state: {
        status: 'Failed',
        reason: 'NotFound',
        attempts: 1,
        retryAt: later(3600).toISOString(),
        message: 'no such model',
      },
      afterSeconds: 3600,
    })
    expect(step({ before: first.state, ...failing, now: later(60) })).toEqual({
      state: first.state,
      afterSeconds: 3540,
    })
    expect(step({ before: first.state, now: later(60) }).start).toBeUndefined()
    expect(step({ before: first.state, ...failing, now: later(3600) }).remove).toEqual(failing.job)
    expect(step({ before: first.state, now: later(3600) }).start).toBe(true)
  })

  it('waits as long as a source that limits requests says', () => {
    const result = { outcome: 'RateLimited', message: '429', models: [], retryAfterSeconds: 900 } as const
    expect(step({ before: state({}), job: job('Failed'), result }).afterSeconds).toBe(900)
  })

  it('is fetched once more where its Job ended well and nobody knows what it found', () => {
    const { state: after } = step({
      before: state({}),
      job: job('Complete'),
      result: { ...fetched, models: [] },
    })
    expect(after).toMatchObject({ status: 'Failed', reason: 'ResultMissing', attempts: 1 })
  })

  it('begins anew when something else is wanted, and keeps its users', () => {
    const failed = state({
      status: 'Failed',
      job: { name: 'another' },
      attempts: 7,
      users: [{ kind: 'Pod', name: 'a' }],
      retryAt: '2030',
    })
    const { start: begun, state: after } = step({ before: failed })
    expect(begun).toBe(true)
    expect(after).toEqual({
      id: qwen,
      status: 'Downloading',
      reason: 'Downloading',
      job: { name: jobName },
      users: [{ kind: 'Pod', name: 'a' }],
    })
  })
})

describe('a model that is there, and whose source is asked again', () => {
  const checked = { ...ready, reason: 'Checking' }

  it('stays ready while that is done', () => {
    expect(step({ before: checked, job: job('Complete') }).remove).toBeDefined()
    expect(step({ before: checked })).toEqual({ state: checked, start: true })
    expect(step({ before: checked, job: job(undefined, { uid: 'next' }) })).toEqual({ state: checked })
    const done = step({ before: checked, job: job('Complete', { uid: 'next' }), result: fetched }).state
    expect(done).toMatchObject({ status: 'Ready', reason: 'Verified', job: { uid: 'next' } })
  })

  it('stays ready when its source has gone, and is asked for again after a while', () => {
    const gone = step({ before: checked, job: job('Failed', { uid: 'next' }), result: refused })
    expect(gone.state).toMatchObject({
      status: 'Ready',
      bytes: 16_000,
      message: 'no such model',
      attempts: 1,
    })
    expect(step({ before: gone.state, now: later(60) }).start).toBeUndefined()
  })
})

describe('a model that nobody asks for', () => {
  it('is left alone where it is, and not fetched where it is not', () => {
    expect(step({ before: ready, isWanted: false })).toEqual({ state: ready })
    expect(step({ isWanted: false })).toEqual({
      state: { id: qwen, status: 'Waiting', reason: 'NotAsked', job: { name: jobName } },
    })
  })

  it('stays evicted until somebody asks', () => {
    const evicted = state({ status: 'Evicted', reason: 'Evicted' })
    expect(step({ before: evicted, isWanted: false })).toEqual({ state: evicted })
    expect(step({ before: evicted }).start).toBe(true)
  })
})

it('of a volume that somebody else fills is only looked for, once an hour', () => {
  const result = { ...fetched, models: [] }
  const { state: after, afterSeconds } = step({
    before: state({}),
    job: job('Complete'),
    result,
    onlyLooks: true,
  })
  expect(after).toMatchObject({
    status: 'Failed',
    reason: 'NotFound',
    message: expect.stringContaining('Never'),
  })
  expect(afterSeconds).toBe(3600)
})
