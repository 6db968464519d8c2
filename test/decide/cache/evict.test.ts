import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CleanUp, WantedModel } from '../../../src/api/cache/intent.ts'
import { evictionStrategies, modelPriorities } from '../../../src/api/cache/words.ts'
import { cleanUpEvictions, roomFor } from '../../../src/decide/cache/evict.ts'
import type { Eviction, EvictionPolicy, KeptModel, Volume } from '../../../src/decide/cache/volume.ts'
import { sumOfBytes } from '../../../src/vocabulary/bytes.ts'

const day = 86_400_000
const now = 1000 * day
const gib = 2 ** 30

const wants = (id: string, fields: Partial<WantedModel> = {}): WantedModel => ({
  id,
  source: { kind: 'hub', id },
  priority: 'medium',
  preload: true,
  pinned: false,
  ...fields,
})

/** A model of 10 GiB that was used so many days ago. */
const kept = (id: string, daysAgo: number, fields: Partial<KeptModel> = {}): KeptModel => ({
  id,
  bytes: 10 * gib,
  cachedAt: now - 100 * day,
  lastUsedAt: now - daysAgo * day,
  uses: 1,
  ...fields,
})

const volumeOf = (capacity: number, ...models: readonly KeptModel[]): Volume => ({
  capacityBytes: capacity * gib,
  usedBytes: sumOfBytes(models),
  models,
})

const cleanUp: CleanUp = { minFreeBytes: 0, strategy: 'lru' }

const policyOf = (
  wanted: readonly WantedModel[],
  fields: Partial<CleanUp> = {},
  inUse: readonly string[] = [],
): EvictionPolicy => ({ wanted, cleanUp: { ...cleanUp, ...fields }, inUse: new Set(inUse), now })

const named = (evictions: readonly Eviction[]) => evictions.map(({ id, reason }) => `${id} ${reason}`)

describe('a clean-up', () => {
  it('takes what is no longer listed and what nobody used for too long', () => {
    const volume = volumeOf(100, kept('a', 31), kept('b', 29), kept('c', 1), kept('d', 8))
    const wanted = [wants('a'), wants('b'), wants('d', { retentionSeconds: 7 * 86_400 })]
    const evictions = cleanUpEvictions(volume, policyOf(wanted, { maxAgeSeconds: 30 * 86_400 }))
    expect(named(evictions)).toEqual(['c Unlisted', 'a Expired', 'd Expired'])
    expect(evictions.map(({ message }) => message)).toEqual([
      'the cache does not list it any more',
      'nobody used it for more than 30 days',
      'nobody used it for more than 7 days',
    ])
  })

  it('takes no more than the free space that is wanted', () => {
    const volume = volumeOf(40, kept('a', 3), kept('b', 2), kept('c', 1))
    const wanted = [wants('a', { priority: 'high' }), wants('b'), wants('c')]
    const evictions = cleanUpEvictions(volume, policyOf(wanted, { minFreeBytes: 15 * gib }))
    expect(named(evictions)).toEqual(['b RoomNeeded'])
    expect(evictions[0]?.message).toBe('15.0 GiB are to stay free')
  })

  it('leaves what is in use or pinned, however old', () => {
    const volume = volumeOf(20, kept('a', 99), kept('b', 99))
    const policy = policyOf([wants('a', { pinned: true }), wants('b')], { maxAgeSeconds: 0 }, ['b'])
    expect(cleanUpEvictions(volume, policy)).toEqual([])
  })
})

describe('room for a download', () => {
  const volume = volumeOf(
    30,
    kept('a', 3, { uses: 9, cachedAt: 1 }),
    kept('b', 2, { uses: 1, cachedAt: 3, bytes: 12 * gib }),
    kept('c', 5, { uses: 5, cachedAt: 2, bytes: 8 * gib }),
  )
  const wanted = [wants('a'), wants('b'), wants('c'), wants('new', { priority: 'high' })]
  const download = { id: 'new', bytes: 8 * gib }

  it.for([
    ['lru', 'c'],
    ['lfu', 'b'],
    ['fifo', 'a'],
    ['largest', 'b'],
  ] as const)('is made by %s', ([strategy, first]) => {
    expect(roomFor(download, volume, policyOf(wanted, { strategy }))).toMatchObject({
      fits: true,
      evictions: [{ id: first, reason: 'RoomNeeded', message: 'new needs room' }],
    })
  })

  it('spares those that a larger one made unnecessary', () => {
    const small = volumeOf(22, kept('a', 3, { bytes: 2 * gib }), kept('b', 2, { bytes: 20 * gib }))
    expect(roomFor(download, small, policyOf(wanted))).toMatchObject({ fits: true, evictions: [{ id: 'b' }] })
  })

  it('is not made by models of the same priority, unless somebody waits', () => {
    const same = [wants('a'), wants('b'), wants('c'), wants('new')]
    expect(roomFor(download, volume, policyOf(same)).fits).toBe(false)
    expect(roomFor(download, volume, policyOf(same, {}, ['new'])).fits).toBe(true)
  })

  it('is refused with the numbers, and then nothing goes', () => {
    const policy = policyOf(wanted, { minFreeBytes: 5 * gib }, ['b', 'c'])
    expect(roomFor(download, volume, policy)).toEqual({
      fits: false,
      neededBytes: 13 * gib,
      freeBytes: 0,
      evictableBytes: 10 * gib,
      message:
        'new takes 8.0 GiB, 0 bytes are free, of which 5.0 GiB are to stay free, and 10.0 GiB could be evicted (the rest is in use, pinned or of no lower priority); make the volume larger, or list fewer models',
    })
    expect(roomFor(download, volume, { wanted, inUse: new Set(), now })).toMatchObject({
      fits: false,
      message: expect.stringContaining('nothing may be evicted (no clean-up is asked for)'),
    })
  })
})

describe('of 10,000 random volumes', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  const bytes = fc.nat({ max: 100 })
  const time = fc.integer({ min: now - 60 * day, max: now })
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
  const subset = fc.subarray(ids)

  const models = subset.chain((there) =>
    fc.tuple(
      ...there.map((id) =>
        fc.record({ id: fc.constant(id), bytes, cachedAt: time, lastUsedAt: time, uses: fc.nat({ max: 5 }) }),
      ),
    ),
  )
  const wanted = subset.chain((listed) =>
    fc.tuple(
      ...listed.map((id) =>
        fc
          .record({
            priority: fc.constantFrom(...modelPriorities),
            pinned: fc.boolean(),
            retention: maybe(fc.nat({ max: 40 * 86_400 })),
          })
          .map(({ retention, ...rest }) =>
            wants(id, { ...rest, ...(retention === undefined ? {} : { retentionSeconds: retention }) }),
          ),
      ),
    ),
  )
  const cleaning = maybe(
    fc
      .record({
        maxAge: maybe(fc.nat({ max: 40 * 86_400 })),
        minFreeBytes: fc.nat({ max: 150 }),
        strategy: fc.constantFrom(...evictionStrategies),
      })
      .map(
        ({ maxAge, ...rest }): CleanUp => ({
          ...rest,
          ...(maxAge === undefined ? {} : { maxAgeSeconds: maxAge }),
        }),
      ),
  )
  const scenario = fc
    .record({
      models,
      wanted,
      cleanUp: cleaning,
      users: subset,
      capacityBytes: fc.nat({ max: 600 }),
      otherBytes: fc.nat({ max: 50 }),
      download: fc.record({ id: fc.constantFrom(...ids), bytes }),
    })
    .map(({ models, wanted, cleanUp, users, capacityBytes, otherBytes, download }) => ({
      volume: { capacityBytes, usedBytes: sumOfBytes(models) + otherBytes, models },
      policy: { wanted, inUse: new Set(users), now, ...(cleanUp === undefined ? {} : { cleanUp }) },
      download,
    }))
  const bar = { numRuns: 10_000 }

  const isProtected = ({ inUse, wanted }: EvictionPolicy, id: string) =>
    inUse.has(id) || wanted.some((model) => model.id === id && model.pinned)

  const evictionsOf = (scene: {
    volume: Volume
    policy: EvictionPolicy
    download: { id: string; bytes: number }
  }) => {
    const room = roomFor(scene.download, scene.volume, scene.policy)
    return [...cleanUpEvictions(scene.volume, scene.policy), ...(room.fits ? room.evictions : [])]
  }

  it('no model goes that is in use, pinned or not there, and none without a clean-up', () => {
    fc.assert(
      fc.property(scenario, (scene) => {
        const { volume, policy } = scene
        const evictions = evictionsOf(scene)
        if (policy.cleanUp === undefined) expect(evictions).toEqual([])
        for (const { id, bytes } of evictions) {
          expect(isProtected(policy, id)).toBe(false)
          expect(volume.models.find((model) => model.id === id)?.bytes).toBe(bytes)
        }
      }),
      bar,
    )
  })

  it('the quota holds whatever is fetched, nothing goes in vain, and a refusal is right', () => {
    fc.assert(
      fc.property(scenario, ({ volume, policy, download }) => {
        const quota = volume.capacityBytes - (policy.cleanUp?.minFreeBytes ?? 0)
        const room = roomFor(download, volume, policy)
        if (room.fits) {
          const freed = sumOfBytes(room.evictions)
          const after = volume.usedBytes - freed + download.bytes
          expect(after).toBeLessThanOrEqual(quota)
          for (const { bytes } of room.evictions) expect(after + bytes).toBeGreaterThan(quota)
          expect(room.evictions.map(({ id }) => id)).not.toContain(download.id)
        } else {
          expect(volume.usedBytes - room.evictableBytes + download.bytes).toBeGreaterThan(quota)
        }
      }),
      bar,
    )
  })

  it('what is due goes at a clean-up, and the free space is there afterwards where it can be', () => {
    fc.assert(
      fc.property(scenario, ({ volume, policy }) => {
        const { cleanUp } = policy
        if (cleanUp === undefined) return
        const gone = cleanUpEvictions(volume, policy)
        const left = volume.models.filter(({ id }) => !gone.some((eviction) => eviction.id === id))
        const free = volume.capacityBytes - volume.usedBytes + sumOfBytes(gone)
        if (free < cleanUp.minFreeBytes) for (const { id } of left) expect(isProtected(policy, id)).toBe(true)
        for (const { id, lastUsedAt } of left) {
          const model = policy.wanted.find((one) => one.id === id)
          const age = model?.retentionSeconds ?? cleanUp.maxAgeSeconds
          const isDue = model === undefined || (age !== undefined && now - lastUsedAt > age * 1000)
          if (isDue) expect(isProtected(policy, id)).toBe(true)
        }
      }),
      bar,
    )
  })

  it('the answer is the same in whatever order the volume is listed', () => {
    fc.assert(
      fc.property(scenario, ({ volume, policy, download }) => {
        const turned = { ...volume, models: volume.models.toReversed() }
        const other = { ...policy, wanted: policy.wanted.toReversed() }
        expect(cleanUpEvictions(turned, other)).toEqual(cleanUpEvictions(volume, policy))
        expect(roomFor(download, turned, other)).toEqual(roomFor(download, volume, policy))
      }),
      bar,
    )
  })
})
