import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { conflictsOf } from '../../../src/kube/conflicts.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient } from '../../../src/kube/types.ts'
import { type ConfigMap, configMap } from '../../kube/builders.ts'
import { type Cluster, openCluster } from './cluster.ts'

let cluster: Cluster
let client: KubeClient
const type = resources.configMap
const mine = (name: string, data: Record<string, string> = {}) =>
  configMap(name, data, { namespace: cluster.namespace })
const ref = (name: string) => ({ namespace: cluster.namespace, name })
const write = { op: 'add', path: '/data', value: { n: '2' } }
const conflict = { code: 409, reason: 'Conflict' }

beforeAll(async () => {
  cluster = await openCluster()
  client = cluster.client
})
afterAll(() => cluster.close())
beforeEach(() => cluster.proxy.calm())

describe('a write with preconditions', () => {
  const ways = [
    ['apply', (given: object) => client.apply(type, mine('pre', { n: '2' }), { preconditions: given })],
    [
      'merge patch',
      (given: object) =>
        client.patch(type, ref('pre'), 'merge', { data: { n: '2' } }, { preconditions: given }),
    ],
    [
      'JSON patch',
      (given: object) => client.patch(type, ref('pre'), 'json', [write], { preconditions: given }),
    ],
    ['delete', (given: object) => client.delete(type, ref('pre'), given)],
  ] as const

  it.each(ways)('%s is refused as a conflict once somebody wrote in between', async (_, change) => {
    const { metadata } = await client.apply(type, mine('pre', { n: '1' }))
    await client.patch(type, ref('pre'), 'merge', { data: { other: String(Math.random()) } })
    await expect(change({ resourceVersion: metadata.resourceVersion })).rejects.toMatchObject(conflict)
  })

  it.each(ways)('%s is refused as a conflict for a namesake', async (_, change) => {
    const { metadata } = await client.apply(type, mine('pre', { n: '1' }))
    await client.delete(type, ref('pre'))
    await client.apply(type, mine('pre', { n: '1' }))
    await expect(change({ uid: metadata.uid })).rejects.toMatchObject(conflict)
    expect(await client.get<ConfigMap>(type, ref('pre'))).toMatchObject({ data: { n: '1' } })
  })

  it.each(ways)('%s is done while they hold', async (_, change) => {
    const { metadata } = await client.apply(type, mine('pre', { n: '1' }))
    await change({ uid: metadata.uid, resourceVersion: metadata.resourceVersion })
    expect((await client.get<ConfigMap>(type, ref('pre')))?.data?.n).not.toBe('1')
  })

  it('does not bring an object back that was deleted meanwhile', async () => {
    const { metadata } = await client.apply(type, mine('gone'))
    await client.delete(type, ref('gone'))
    const preconditions = { uid: metadata.uid }
    await expect(client.apply(type, mine('gone'), { preconditions })).rejects.toMatchObject(conflict)
  })
})

it('an apply that is not forced says which manager owns which field', async () => {
  await client.apply(type, mine('owned', { a: 'theirs', b: 'theirs' }))
  const other = cluster.connect({ fieldManager: 'some "body"' })
  const refused = await other
    .apply(type, mine('owned', { a: 'ours', b: 'theirs' }), { force: false })
    .catch((error: unknown) => error)
  expect(conflictsOf(refused)).toEqual([{ field: '.data.a', manager: 'fitgate' }])
  await other.apply(type, mine('owned', { a: 'ours' }))
  const back = await client
    .apply(type, mine('owned', { a: 'theirs', b: 'theirs' }), { force: false })
    .catch((error: unknown) => error)
  expect(conflictsOf(back)).toEqual([{ field: '.data.a', manager: 'some "body"' }])
})

describe('a fenced write', () => {
  const fenced = { code: 0, reason: 'Fenced' }
  const writes = () => cluster.proxy.requests.filter(({ isWrite }) => isWrite).length

  it('is not sent without the right to write, whatever it is', async () => {
    const before = writes()
    const onlyIf = () => false
    await expect(client.create(type, mine('no'), { onlyIf })).rejects.toMatchObject(fenced)
    await expect(client.apply(type, mine('no'), { onlyIf })).rejects.toMatchObject(fenced)
    await expect(client.patch(type, ref('no'), 'merge', {}, { onlyIf })).rejects.toMatchObject(fenced)
    await expect(client.delete(type, ref('no'), { onlyIf })).rejects.toMatchObject(fenced)
    expect(writes()).toBe(before)
  })

  it('is sent with it, on new connections and on kept ones', async () => {
    const fresh = cluster.connect()
    for (const n of ['1', '2', '3']) await fresh.apply(type, mine('yes', { n }), { onlyIf: () => true })
    expect(await client.get(type, ref('yes'))).toMatchObject({ data: { n: '3' } })
  })

  it('is not sent again once the right is lost between two attempts', async () => {
    const before = writes()
    let allowed = true
    cluster.proxy.inject({ kind: 'answer', code: 429, retryAfterSeconds: 0 })
    const onlyIf = () => {
      const answer = allowed
      allowed = false
      return answer
    }
    await expect(client.apply(type, mine('later'), { onlyIf })).rejects.toMatchObject(fenced)
    expect(writes() - before).toBe(1)
  })

  it('asks when its turn on a connection has come, not when it was queued', async () => {
    let allowed = true
    const busy = cluster.connect()
    cluster.proxy.inject({ kind: 'delay', ms: 300 }, { when: ({ method }) => method === 'GET', times: 32 })
    const others = Array.from({ length: 32 }, () => busy.get(type, ref('x')))
    const queued = busy.apply(type, mine('queued'), { onlyIf: () => allowed })
    await new Promise((resolve) => setTimeout(resolve, 50))
    allowed = false
    await expect(queued).rejects.toMatchObject(fenced)
    await Promise.all(others)
  })
})

describe('a client whose credentials are refused', () => {
  function rotating(good: string) {
    let token = 'old'
    let renewals = 0
    const source = {
      server: cluster.proxy.source.server,
      options: async () => ({ headers: { 'x-credential': token } }),
      refused() {
        renewals++
        token = good
        return true
      },
    }
    cluster.proxy.chaos(({ headers }) =>
      headers['x-credential'] === 'old' ? { kind: 'answer', code: 401 } : undefined,
    )
    return { client: cluster.connectTo(source), renewals: () => renewals }
  }

  it('asks once more with new ones, for writes too', async () => {
    const rotated = rotating('new')
    await rotated.client.create(type, mine('rotated'))
    expect(rotated.renewals()).toBe(1)
  })

  it('gives up when those are refused as well', async () => {
    const rotated = rotating('old')
    await expect(rotated.client.get(type, ref('x'))).rejects.toMatchObject({ code: 401 })
    expect(rotated.renewals()).toBe(1)
  })
})

it('a client with a limit of its own keeps to it, except for Leases', async () => {
  const limited = cluster.connect({ rateLimit: { requestsPerSecond: 10, burst: 1 } })
  const mark = cluster.proxy.requests.length
  await Promise.all(['a', 'b', 'c'].map((name) => limited.get(type, ref(name))))
  const times = cluster.proxy.requests.slice(mark).map(({ at }) => at)
  // Timers of Node may fire a millisecond early.
  for (const [index, at] of times.slice(1).entries()) expect(at - (times[index] ?? 0)).toBeGreaterThan(80)
  const waiting = Array.from({ length: 50 }, () => limited.get(type, ref('a')))
  const order: string[] = []
  const all = waiting.map((each) => each.then(() => order.push('other')))
  await limited.get(resources.lease, ref('none')).then(() => order.push('lease'))
  expect(order.length).toBeLessThan(50)
  await Promise.all(all)
})
