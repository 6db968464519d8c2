import { describe, expect, it } from 'vitest'
import type { CacheStatus } from '../../../src/controllers/model-cache/read-cache.ts'
import { job, later, qwen } from './builders.ts'
import { afterFetch, cache, claim, condition, entry, other, plan, ready } from './caches.ts'

const user = { kind: 'Deployment', name: 'chat' }
const names = (objects: readonly { readonly metadata: { readonly name: string } }[]) =>
  objects.map(({ metadata }) => metadata.name)

describe('a new cache', () => {
  it('gets its claim and one Job, and says what is under way', () => {
    const first = plan(cache())
    expect(first.claim?.metadata.name).toBe('models-storage')
    expect(first.create).toHaveLength(1)
    expect(first.status).toMatchObject({ phase: 'Downloading', usage: { summary: '0/1' } })
    expect(condition(first)).toMatchObject({ is: 'False', reason: 'Downloading' })
    expect(entry(first)?.job?.name).toBe(first.create[0]?.metadata.name)
  })

  it('has no Job before its claim is there, but one where the claim waits for its first pod', () => {
    const situation = { claim: claim({ phase: 'Pending' }) }
    expect(plan(cache(), situation).create).toHaveLength(1)
    const { claim: _, ...none } = situation
    expect(plan(cache(), { ...none, claim: undefined } as never).create).toEqual([])
  })

  it('is ready when its model is verified, with what was found', () => {
    const done = afterFetch(cache())
    expect(done.status).toMatchObject({
      phase: 'Ready',
      storage: {
        usedBytes: 16_000,
        availableBytes: 90 * 2 ** 30,
        pvcPhase: 'Bound',
        volumeUID: 'uid-of-claim',
      },
      usage: { totalModels: 1, summary: '1/1' },
    })
    expect(condition(done)).toMatchObject({ is: 'True', reason: 'Verified' })
    expect(done.events.map(({ reason }) => reason)).toEqual(['Verified'])
    expect(done.counts).toEqual([{ what: 'fetch', outcome: 'Verified', bytes: 16_000 }])
  })

  it('comes to rest: the same pass again says and does the same', () => {
    const settled = ready()
    const again = plan(settled, { now: later(90) })
    expect(again.status).toEqual(settled.status)
    expect([again.create, again.remove, again.events, again.counts]).toEqual([[], [], [], []])
    expect(again.afterSeconds).toBeUndefined()
  })

  it('that does not make sense says what is wrong, and touches nothing', () => {
    const wrong = plan(cache({ models: [{ id: qwen, priority: 'urgent' }] }))
    expect([wrong.claim, wrong.create]).toEqual([undefined, []])
    expect(condition(wrong, 'Accepted')).toMatchObject({ is: 'False', reason: 'Invalid' })
  })

  it('of a model whose size nobody knows asks for one', () => {
    const unsized = plan(cache({ storage: {}, models: [{ id: 'team/own' }] }), { claim: undefined } as never)
    expect(unsized.claim).toBeUndefined()
    expect(condition(unsized)).toMatchObject({
      reason: 'SizeUnknown',
      message: expect.stringContaining('size'),
    })
  })
})

describe('several models', () => {
  const two = {
    models: [
      { id: other, priority: 'low' },
      { id: qwen, priority: 'high' },
    ],
  }

  it('come one after the other, by priority, and whoever is waited for goes first', () => {
    const args = (made: ReturnType<typeof plan>) => JSON.stringify(made.create)
    expect(plan(cache(two)).create).toHaveLength(1)
    expect(args(plan(cache(two)))).toContain(`hf://${qwen}`)
    expect(args(plan(cache(two), { users: [{ ...user, model: other }] }))).toContain(`hf://${other}`)
  })

  it('that nobody preloads wait until somebody asks', () => {
    const lazy = cache({ models: [{ id: qwen, preload: false }] })
    expect(plan(lazy).create).toEqual([])
    expect(condition(plan(lazy))).toMatchObject({ is: 'True', reason: 'NothingWanted' })
    expect(plan(lazy, { users: [{ ...user, model: qwen }] }).create).toHaveLength(1)
    // who mounts the volume for something unknown asks for nothing
    expect(plan(lazy, { users: [user] }).create).toEqual([])
  })

  it('a running Job of what is not wanted any more is taken away', () => {
    const begun = plan(cache())
    const running = job(undefined, { name: begun.create[0]?.metadata.name ?? '' })
    const changed = plan(cache({ models: [{ id: other }] }, begun.status, 2), { jobs: [running] })
    expect(names(changed.remove)).toEqual(names(begun.create))
    expect(changed.create).toEqual([])
  })
})

describe('room', () => {
  const small = { storage: { size: '10Gi' }, models: [{ id: qwen }] }

  it('is looked for before a download: without it there is no Job, but the numbers', () => {
    const full = plan(cache(small), { claim: claim({ storage: '10Gi' }) })
    expect(full.create).toEqual([])
    expect(condition(full)).toMatchObject({ is: 'False', reason: 'InsufficientCapacity' })
    expect(condition(full).message).toMatch(/takes 1[45]\.\d GiB, 10\.0 GiB are free/)
    expect(full.events.map(({ reason }) => reason)).toEqual(['InsufficientCapacity'])
  })

  it('is left to the fetch itself where a mirror may have something else under the name', () => {
    const mirrored = { id: qwen, source: { url: `hf://${qwen}`, endpoint: 'https://mirror.example' } }
    const unsure = plan(cache({ ...small, models: [mirrored] }), { claim: claim({ storage: '10Gi' }) })
    expect(unsure.create).toHaveLength(1)
  })

  it('that came by growing the volume begins the download', () => {
    const { status } = plan(cache(small), { claim: claim({ storage: '10Gi' }) })
    expect(plan(cache(small, status), { now: later(5) }).create).toHaveLength(1)
  })

  it('is looked for by a Job now and then, as others may have tidied up', () => {
    const { status } = plan(cache(small), { claim: claim({ storage: '10Gi' }) })
    const at = (seconds: number) =>
      plan(cache(small, status), { claim: claim({ storage: '10Gi' }), now: later(seconds) }).create.length
    expect([at(60), at(1800)]).toEqual([0, 1])
  })

  const tight = {
    storage: { size: '20Gi' },
    models: [{ id: qwen, priority: 'high' }],
    cleanup: { minFreeSpace: '1Gi' },
  }
  const unlisted: CacheStatus = {
    storage: { totalBytes: 20 * 2 ** 30, usedBytes: 9 * 2 ** 30, volumeUID: 'uid-of-claim' },
    cachedModels: [{ id: other, status: 'Ready', reason: 'Verified', bytes: 9 * 2 ** 30 }],
  }
  const twenty = { claim: claim({ storage: '20Gi' }) }

  it('is made by what the cache names no more: told, removed, and only then the download begins', () => {
    const evicting = plan(cache(tight, unlisted), twenty)
    expect(entry(evicting, other)).toMatchObject({ status: 'Evicting', reason: 'Unlisted' })
    expect(condition(evicting).reason).toBe('Evicting')
    expect(JSON.stringify(evicting.create)).toContain('"remove"')
    const [made] = evicting.create
    const removal = job('Complete', { name: made?.metadata.name ?? '', labels: made?.metadata.labels ?? {} })
    const result = {
      outcome: 'Removed',
      message: '',
      models: [{ id: other, outcome: 'Removed' }],
      volume: { usedBytes: 0, freeBytes: 20 * 2 ** 30 },
    } as const
    const gone = plan(cache(tight, evicting.status), {
      ...twenty,
      jobs: [removal],
      results: new Map([['uid-of-job', result]]),
    })
    expect(entry(gone, other)).toBeUndefined()
    expect(gone.remove).toEqual([removal])
    expect(gone.counts).toEqual([{ what: 'eviction', reason: 'Unlisted', bytes: 9 * 2 ** 30 }])
    expect(plan(cache(tight, gone.status), twenty).create).toHaveLength(1)
  })

  it('is never made by what somebody uses, nor after somebody came in time', () => {
    const used = plan(cache(tight, unlisted), { ...twenty, users: [user] })
    expect(entry(used, other)).toMatchObject({ status: 'Ready', users: [user] })
    expect(used.create).toEqual([])
    const { status } = plan(cache(tight, unlisted), twenty)
    const spared = plan(cache(tight, status), { ...twenty, users: [user] })
    expect(entry(spared, other)?.status).toBe('Ready')
    expect(spared.create).toEqual([])
  })
})

describe('clean-up', () => {
  const spec = { cleanup: { schedule: '0 * * * *', maxAge: '30m' } }

  it('comes by its schedule, removes what nobody used, and does not bring it back by itself', () => {
    const settled = ready(spec)
    const early = plan(settled, { now: later(1800) })
    expect(early.status.usage?.nextCleanup).toBe(later(3600).toISOString())
    const due = plan(settled, { now: later(3601) })
    expect(entry(due)).toMatchObject({ status: 'Evicting', reason: 'Expired' })
    expect(due.status.usage).toMatchObject({
      lastCleanup: later(3601).toISOString(),
      nextCleanup: later(7200).toISOString(),
    })
    const [made] = due.create
    const removal = job('Complete', { name: made?.metadata.name ?? '', labels: made?.metadata.labels ?? {} })
    const gone = plan(cache(spec, due.status), {
      jobs: [removal],
      results: new Map([
        ['uid-of-job', { outcome: 'Removed', message: '', models: [{ id: qwen, outcome: 'Removed' }] }],
      ]),
      now: later(3700),
    })
    expect(entry(gone)?.status).toBe('Evicted')
    expect(plan(cache(spec, gone.status), { now: later(3800) }).create).toEqual([])
    const asked = plan(cache(spec, gone.status), { now: later(3800), users: [{ ...user, model: qwen }] })
    expect(asked.create).toHaveLength(1)
  })

  it('that was missed is made up for once, also by a clock that was set back', () => {
    const settled = ready(spec)
    const late = plan(settled, { now: later(50 * 3600) })
    expect(late.status.usage?.nextCleanup).toBe(later(51 * 3600).toISOString())
    const back = plan(cache(spec, late.status), { now: later(2 * 3600 + 60) })
    expect(back.status.usage?.nextCleanup).toBe(later(3 * 3600).toISOString())
  })

  it('looks again at sources that are always asked, while what is there stays ready', () => {
    const always = { ...spec, downloadPolicy: 'Always', cleanup: { schedule: '0 * * * *' } }
    const due = plan(ready(always), { now: later(3601) })
    expect(entry(due)).toMatchObject({ status: 'Ready', reason: 'Checking' })
    expect(condition(due).is).toBe('True')
    expect(due.create).toHaveLength(1)
    expect(plan(cache(always, ready(always).status, 2)).create).toHaveLength(1)
  })
})

describe('a volume that is gone', () => {
  it('is told of, and not worked on', () => {
    const lost = plan(ready(), { claim: claim({ phase: 'Lost' }) })
    expect(condition(lost)).toMatchObject({ is: 'False', reason: 'VolumeLost' })
    expect(entry(lost)?.status).toBe('Pending')
    expect(lost.create).toEqual([])
  })

  it('and came back as another is filled again, whatever old Jobs say', () => {
    const settled = ready()
    const name = entry({ status: settled.status ?? {} } as never)?.job?.name ?? ''
    const old = job('Complete', { name })
    const again = plan(settled, { claim: claim({ uid: 'another' }), jobs: [old] })
    expect(entry(again)?.status).toBe('Pending')
    expect(again.remove).toEqual([old])
    expect(again.events.map(({ reason }) => reason)).toContain('VolumeLost')
    expect(plan(cache({}, again.status), { claim: claim({ uid: 'another' }) }).create).toHaveLength(1)
  })

  it('that somebody emptied is noticed when another model is fetched', () => {
    const both = { models: [{ id: qwen }, { id: other }] }
    const settled = cache(both, ready().status)
    const begun = plan(settled)
    const { name = '' } = begun.create[0]?.metadata ?? {}
    const result = {
      outcome: 'Fetched',
      message: '',
      models: [{ id: other, outcome: 'Fetched', bytes: 8000 }],
      volume: { usedBytes: 8000, freeBytes: 90 * 2 ** 30 },
    } as const
    const after = plan(cache(both, begun.status), {
      jobs: [job('Complete', { name, uid: 'second' })],
      results: new Map([['second', result]]),
    })
    expect(entry(after, other)?.status).toBe('Ready')
    expect(entry(after)).toMatchObject({ status: 'Downloading' })
  })
})

it('says who uses a model, and when somebody came or went last; nothing moves in between', () => {
  const settled = ready()
  const came = plan(settled, { users: [user], now: later(100) })
  expect(entry(came)).toMatchObject({
    users: [user],
    userCount: 1,
    accessCount: 1,
    lastAccessed: later(100).toISOString(),
  })
  const there = cache({}, came.status)
  expect(plan(there, { users: [user], now: later(5000) }).status).toEqual(came.status)
  const went = entry(plan(there, { now: later(5000) }))
  expect(went).toMatchObject({ accessCount: 1, lastAccessed: later(5000).toISOString() })
  expect(went?.users).toBeUndefined()
})

it('says why there are no copies on the disks of nodes', () => {
  const told = plan(cache({ nodeGroup: {} }))
  expect(condition(told, 'NodeCopies')).toMatchObject({ is: 'False', reason: 'NoNodeVolume' })
})

it('says which node mounts a volume that only one can, as long as it does', () => {
  const mounted = plan(ready(), { mountedOn: 'gpu-1' })
  expect(mounted.status.storage).toMatchObject({ mountedOn: 'gpu-1', pvcPhase: 'Bound' })
  expect(plan(cache({}, mounted.status)).status.storage).not.toHaveProperty('mountedOn')
})
