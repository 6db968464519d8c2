import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ApiError } from '../../../src/kube/api-error.ts'
import { keyOf } from '../../../src/kube/key.ts'
import { Reflector, type ReflectorOptions } from '../../../src/kube/reflector.ts'
import { resources } from '../../../src/kube/resources.ts'
import { Store } from '../../../src/kube/store.ts'
import { type ConfigMap, configMap } from '../../kube/builders.ts'
import type { ProxiedRequest } from '../fault-proxy.ts'
import { expiredEvent, type Fault } from '../faults.ts'
import { type Cluster, openCluster, until } from './cluster.ts'

let cluster: Cluster
const running: Reflector<ConfigMap>[] = []
const backoff = { baseMs: 10, capMs: 200 }
/** The control plane puts a ConfigMap of its own into every namespace. */
const labelSelector = 'test=reflector'
const isWatch = ({ isWatch }: ProxiedRequest) => isWatch
/** Of either kind. */
const isList = ({ method, path, isWatch }: ProxiedRequest) =>
  method === 'GET' && (!isWatch || path.includes('sendInitialEvents'))

beforeAll(async () => {
  cluster = await openCluster()
})
afterAll(() => cluster.close())
beforeEach(() => cluster.proxy.calm())
afterEach(async () => {
  await Promise.all(running.splice(0).map((reflector) => reflector.stop()))
  cluster.proxy.calm()
  const { items } = await cluster.direct.list(resources.configMap, {
    namespace: cluster.namespace,
    labelSelector,
  })
  for (const { metadata } of items) await cluster.direct.delete(resources.configMap, metadata)
})

/** A running reflector of the namespace, and everything its store announced. */
function reflect(options: Partial<ReflectorOptions<ConfigMap>> = {}) {
  const store = new Store<ConfigMap>({ onHandlerError: () => {} })
  const events: string[] = []
  const errors: unknown[] = []
  store.subscribe(({ type, object }) => events.push(`${type} ${object.metadata.name} ${object.data?.n}`))
  const begins = cluster.proxy.requests.length
  const reflector = new Reflector<ConfigMap>({
    client: cluster.client,
    type: resources.configMap,
    namespace: cluster.namespace,
    labelSelector,
    store,
    backoff,
    onError: (error) => errors.push(error),
    ...options,
  }).start()
  running.push(reflector)
  const mine = () =>
    cluster.proxy.requests.slice(begins).filter(({ path }) => path.includes(cluster.namespace))
  const lists = () => mine().filter((request) => isList(request)).length
  const watches = () => mine().filter(isWatch)
  return { store, events, errors, reflector, lists, watches }
}

/** Writes straight to the API server, behind the proxy's back. */
async function write(name: string, n: number): Promise<void> {
  const metadata = { namespace: cluster.namespace, labels: { test: 'reflector' } }
  const object = configMap(name, { n: String(n) }, metadata)
  await cluster.direct.apply(resources.configMap, object)
}
const remove = (name: string) =>
  cluster.direct.delete(resources.configMap, { namespace: cluster.namespace, name })

async function truth(): Promise<string[]> {
  const { items } = await cluster.direct.list<ConfigMap>(resources.configMap, {
    labelSelector,
    namespace: cluster.namespace,
  })
  return items.map((object) => `${keyOf(object)}@${object.metadata.resourceVersion}`).sort()
}
async function untilEqual(store: Store<ConfigMap>, what: string): Promise<void> {
  const held = () => store.list().map((object) => `${keyOf(object)}@${object.metadata.resourceVersion}`)
  await until(what, async () => JSON.stringify(held().sort()) === JSON.stringify(await truth()))
}

describe('a reflector', () => {
  it('has what was there once synced, then follows', async () => {
    await write('a', 1)
    const { store, events, reflector } = reflect()
    await reflector.synced
    expect(events).toEqual(['added a 1'])
    await write('a', 2)
    await write('b', 1)
    await remove('a')
    await until('three changes', () => events.length === 4)
    expect(events).toEqual(['added a 1', 'modified a 2', 'added b 1', 'deleted a 2'])
    expect(store.list()[0]?.metadata).not.toHaveProperty('managedFields')
  })

  it('is given the list as a stream by a server of today, which then goes on as its watch', async () => {
    await write('a', 1)
    const { events, reflector, lists, watches } = reflect()
    await reflector.synced
    await write('b', 1)
    await until('the second', () => events.length === 2)
    expect(watches()).toHaveLength(1)
    expect(watches()[0]?.path).toContain('sendInitialEvents=true&resourceVersionMatch=NotOlderThan')
    expect(lists()).toBe(1)
  })

  it('reads the list in chunks where the server has no streaming lists, and remembers that', async () => {
    for (const name of ['a', 'b', 'c']) await write(name, 1)
    const without = { kind: 'answer', code: 422, reason: 'Invalid' } as const
    const streaming = ({ path }: ProxiedRequest) => path.includes('sendInitialEvents')
    cluster.proxy.inject(without, { when: streaming, times: 99 })
    const { store, errors, reflector, lists, watches } = reflect({ pageSize: 2 })
    await reflector.synced
    expect(store.size).toBe(3)
    cluster.proxy.inject({ kind: 'answer', code: 410, reason: 'Expired' }, { when: isWatch })
    cluster.proxy.cut()
    await until('a second list', () => lists() === 5)
    await write('d', 1)
    await untilEqual(store, 'the fourth')
    expect(watches().filter(streaming)).toHaveLength(1)
    expect(errors.every((error) => error instanceof ApiError && error.code !== 422)).toBe(true)
  })

  it('keeps only what the projection leaves', async () => {
    await write('a', 1)
    const { store, reflector } = reflect({ project: ({ data: _, ...rest }) => rest })
    await reflector.synced
    await write('b', 1)
    await until('the second', () => store.size === 2)
    expect(store.list().map(({ data }) => data)).toEqual([undefined, undefined])
  })

  it('goes on when the server ends a watch, from the last bookmark, without a list', async () => {
    const { reflector, lists, watches } = reflect({ watchSeconds: 3, random: () => 0 })
    await reflector.synced
    const other = configMap('elsewhere', {}, { namespace: 'default' })
    await cluster.direct.delete(resources.configMap, other.metadata)
    await cluster.direct.create(resources.configMap, other)
    const version = ({ path }: ProxiedRequest) =>
      Number(new URLSearchParams(path.split('?')[1]).get('resourceVersion'))
    await until('the first watch', () => watches().length > 0)
    const [first = Number.NaN] = watches().map(version)
    await until('a watch from a later version', () => watches().some((watch) => version(watch) > first))
    expect(lists()).toBe(1)
    await cluster.direct.delete(resources.configMap, other.metadata)
  })

  it('survives a subscriber that throws', async () => {
    const { store, events, reflector, watches } = reflect()
    store.subscribe(() => {
      throw new Error('careless')
    })
    await reflector.synced
    await write('a', 1)
    await write('a', 2)
    await until('both changes', () => events.length === 2)
    expect(watches()).toHaveLength(1)
  })

  it('delivers nothing after stop', async () => {
    const { events, reflector } = reflect()
    await reflector.synced
    await reflector.stop()
    await write('a', 1)
    const second = reflect()
    await second.reflector.synced
    expect(second.events).toEqual(['added a 1'])
    expect(events).toEqual([])
  })

  it('can be stopped while it waits for a server that is gone', async () => {
    await cluster.proxy.down()
    const { reflector, errors } = reflect({ backoff: { baseMs: 600_000, capMs: 600_000 } })
    await until('a failure', () => errors.length > 0)
    await reflector.stop()
    await cluster.proxy.up()
    expect(reflector.hasSynced).toBe(false)
  })
})

describe('a reflector loses nothing and keeps the order', () => {
  /** Ten changes of one object while every watch meets the fault. */
  async function changesUnder(fault: Fault, options: Partial<ReflectorOptions<ConfigMap>> = {}) {
    const seen = reflect(options)
    await seen.reflector.synced
    cluster.proxy.inject(fault, { when: isWatch, times: 5 })
    cluster.proxy.cut()
    for (let n = 1; n <= 10; n++) await write('a', n)
    await until('the last change', () => seen.store.list()[0]?.data?.n === '10')
    return seen
  }
  const everyChange = ['added a 1', ...Array.from({ length: 9 }, (_, index) => `modified a ${index + 2}`)]

  it.each([
    ['a watch is reset before it begins', { kind: 'reset' }],
    ['a watch is reset in the middle of a line', { kind: 'resetAfter', bytes: 700 }],
    ['a watch ends in the middle of a line', { kind: 'truncateAfter', bytes: 700 }],
    ['a line is garbled', { kind: 'answer', code: 200, body: '{"type":"MODIFIED","object":{"metad\n' }],
    ['the server says 500', { kind: 'answer', code: 500 }],
    ['the server says 429', { kind: 'answer', code: 429, retryAfterSeconds: 0 }],
    ['the server is slow', { kind: 'throttle', bytesPerSecond: 3000 }],
    ['the server is late', { kind: 'delay', ms: 100 }],
  ] as const)('when %s, and does not list again', async (_, fault) => {
    const before = cluster.proxy.faults
    const { events, lists } = await changesUnder(fault)
    expect(events).toEqual(everyChange)
    expect(cluster.proxy.faults).toBeGreaterThan(before)
    expect(lists()).toBe(1)
  })

  it('when a watch falls silent without a word', async () => {
    const { events, errors, lists } = await changesUnder(
      { kind: 'blackHoleAfter', bytes: 700 },
      { silenceSeconds: 0.3 },
    )
    expect(events).toEqual(everyChange)
    expect(errors).toContainEqual(expect.objectContaining({ reason: 'Silent' }))
    expect(lists()).toBe(1)
  })

  it('when the server is gone for a while', async () => {
    await write('deleted', 1)
    const { events, errors, reflector, store, lists } = reflect()
    await reflector.synced
    await cluster.proxy.down()
    await write('a', 1)
    await write('a', 2)
    await remove('deleted')
    await until('a refused connection', () => errors.length > 2)
    await cluster.proxy.up()
    await untilEqual(store, 'the store to catch up')
    expect(events).toEqual(['added deleted 1', 'added a 1', 'modified a 2', 'deleted deleted 1'])
    expect(lists()).toBe(1)
  })

  it.each([
    ['an answer', { kind: 'answer', code: 410, reason: 'Expired' }],
    ['an event', { kind: 'answer', code: 200, body: expiredEvent }],
  ] as const)(
    'when the version has expired, told by %s: it lists again and tells only what changed',
    async (_, gone) => {
      const missed: unknown[] = []
      for (const name of ['deleted', 'kept', 'changed']) await write(name, 1)
      const { events, reflector, store, lists } = reflect({
        onList: ({ first, changes }) => first || missed.push(changes),
      })
      await reflector.synced
      events.length = 0
      await cluster.proxy.down()
      await remove('deleted')
      await write('changed', 2)
      await write('added', 1)
      cluster.proxy.inject(gone, { when: isWatch })
      await cluster.proxy.up()
      await untilEqual(store, 'the store to catch up')
      expect(events.sort()).toEqual(['added added 1', 'deleted deleted 1', 'modified changed 2'])
      expect(missed).toEqual([{ added: 1, modified: 1, deleted: 1 }])
      expect(lists()).toBe(2)
    },
  )

  it('when lists fail as well, and it says so', async () => {
    await write('a', 1)
    cluster.proxy.inject({ kind: 'answer', code: 500 }, { times: 3 })
    const { errors, reflector, events } = reflect()
    await reflector.synced
    expect(events).toEqual(['added a 1'])
    expect(errors).toHaveLength(3)
    for (const error of errors) expect(error).toBeInstanceOf(ApiError)
  })

  it('against an API server that forbids it, it keeps asking with patience', async () => {
    cluster.proxy.inject({ kind: 'answer', code: 403, reason: 'Forbidden' }, { times: 4 })
    const { errors, reflector } = reflect()
    await reflector.synced
    expect(errors).toHaveLength(4)
  })
})

describe('under random faults and churn', () => {
  /** Small generator with a seed, so that a failure can be run again. */
  function seeded(seed: number): () => number {
    let state = seed
    return () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state / 2 ** 32
    }
  }

  it.each([1, 2, 3])('the store equals the truth at every quiet point (seed %i)', async (seed) => {
    const random = seeded(seed)
    const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T
    const faults = (bytes: number): readonly (Fault | undefined)[] => [
      undefined,
      { kind: 'reset' },
      { kind: 'resetAfter', bytes },
      { kind: 'truncateAfter', bytes },
      { kind: 'blackHoleAfter', bytes },
      { kind: 'delay', ms: 30 },
      { kind: 'throttle', bytesPerSecond: 5000 },
      { kind: 'answer', code: pick([410, 429, 500, 503]), retryAfterSeconds: 0 },
      { kind: 'answer', code: 200, body: expiredEvent },
    ]
    const { store, reflector } = reflect({ silenceSeconds: 0.3, pageSize: 3 })
    const order: string[] = []
    const lastSeen = new Map<string, number>()
    store.subscribe(({ object }) => {
      const version = Number(object.metadata.resourceVersion)
      const key = keyOf(object)
      if (version < (lastSeen.get(key) ?? 0))
        order.push(`${key} went from ${lastSeen.get(key)} to ${version}`)
      lastSeen.set(key, version)
    })
    await reflector.synced
    for (let round = 1; round <= 5; round++) {
      cluster.proxy.chaos(() => pick(faults(Math.floor(random() * 3000))))
      for (let step = 1; step <= 40; step++) {
        const name = `object-${Math.floor(random() * 8)}`
        if (random() < 0.3) await remove(name)
        else await write(name, round * 100 + step)
        if (random() < 0.1) cluster.proxy.cut()
        if (random() < 0.05) await cluster.proxy.down().then(() => cluster.proxy.up())
      }
      cluster.proxy.calm()
      await untilEqual(store, `round ${round} of seed ${seed}`)
    }
    expect(order).toEqual([])
  })
})
