import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RequestOutcome } from '../../../src/kube/client.ts'
import { apiVersionOf, resources } from '../../../src/kube/resources.ts'
import type { KubeClient } from '../../../src/kube/types.ts'
import { type ConfigMap, configMap } from '../../kube/builders.ts'
import { type Cluster, openCluster } from './cluster.ts'

let cluster: Cluster
let client: KubeClient
const mine = (name: string, data: Record<string, string> = {}) =>
  configMap(name, data, { namespace: cluster.namespace })
const ref = (name: string) => ({ namespace: cluster.namespace, name })
/** Requests since the last call. */
const recent = () => cluster.proxy.requests.slice(mark)
let mark = 0

beforeAll(async () => {
  cluster = await openCluster()
  client = cluster.client
})
afterAll(() => cluster.close())
beforeEach(() => {
  cluster.proxy.calm()
  mark = cluster.proxy.requests.length
})

describe('the client', () => {
  it('creates, reads, patches, applies and deletes', async () => {
    const created = await client.create(resources.configMap, mine('life', { a: '1' }))
    expect(created.metadata.uid).toBeDefined()
    await client.patch(resources.configMap, ref('life'), 'merge', { data: { b: '2' } })
    await client.patch(resources.configMap, ref('life'), 'json', [{ op: 'remove', path: '/data/a' }])
    await client.apply(resources.configMap, mine('life', { c: '3' }))
    const read = await client.get<ConfigMap>(resources.configMap, ref('life'))
    expect(read?.data).toEqual({ b: '2', c: '3' })
    await client.delete(resources.configMap, ref('life'), { uid: created.metadata.uid })
    expect(await client.get(resources.configMap, ref('life'))).toBeUndefined()
    await client.delete(resources.configMap, ref('life'))
  })

  it('writes nothing on a dry run', async () => {
    await client.apply(resources.configMap, mine('dry'), { dryRun: true })
    expect(await client.get(resources.configMap, ref('dry'))).toBeUndefined()
  })

  it('writes the status by its subresource', async () => {
    const { namespace } = resources
    const phase = {
      conditions: [
        {
          type: 'Seen',
          status: 'True',
          reason: 'Test',
          message: 'seen',
          lastTransitionTime: '2026-01-01T00:00:00Z',
        },
      ],
    }
    const patched = await client.patch(
      namespace,
      { name: cluster.namespace },
      'merge',
      { status: phase },
      { subresource: 'status' },
    )
    expect(patched).toMatchObject({ status: phase })
  })

  it('says who is in the way when an apply is not forced', async () => {
    await client.create(resources.configMap, mine('owned', { a: 'theirs' }))
    const other = cluster.connect({ fieldManager: 'somebody' })
    await expect(
      other.apply(resources.configMap, mine('owned', { a: 'ours' }), { force: false }),
    ).rejects.toMatchObject({
      code: 409,
      reason: 'Conflict',
      causes: [
        { reason: 'FieldManagerConflict', field: '.data.a', message: expect.stringContaining('fitgate') },
      ],
    })
    expect(await other.apply(resources.configMap, mine('owned', { a: 'ours' }))).toMatchObject({
      data: { a: 'ours' },
    })
  })

  it('refuses a patch of an older version', async () => {
    const { metadata } = await client.create(resources.configMap, mine('versions'))
    const patch = (n: string) => ({ metadata: { resourceVersion: metadata.resourceVersion }, data: { n } })
    await client.patch(resources.configMap, ref('versions'), 'merge', patch('1'))
    await expect(
      client.patch(resources.configMap, ref('versions'), 'merge', patch('2')),
    ).rejects.toMatchObject({
      code: 409,
      reason: 'Conflict',
    })
  })

  it('names the field of an invalid object', async () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: ref('bad'),
      spec: { ports: [{ port: 70_000 }] },
    }
    await expect(client.create(resources.service, service)).rejects.toMatchObject({
      code: 422,
      reason: 'Invalid',
      causes: expect.arrayContaining([expect.objectContaining({ field: 'spec.ports[0].port' })]),
    })
  })

  it('reads texts and paths that are no resources', async () => {
    expect(await client.request('GET', '/readyz')).toBe('ok')
    expect(await client.request('GET', '/version')).toMatchObject({ major: '1' })
  })

  it('uses one connection for one call after another', async () => {
    const before = cluster.proxy.connections
    const fresh = cluster.connect()
    for (let call = 0; call < 20; call++) await fresh.get(resources.configMap, ref('none'))
    expect(cluster.proxy.connections - before).toBe(1)
  })

  it('says who asks, counts what comes back, and passes warnings on', async () => {
    const outcomes: RequestOutcome[] = []
    const warnings: string[] = []
    const talking = cluster.connect({
      userAgent: 'fitgate/9.9',
      onRequest: (outcome) => outcomes.push(outcome),
      onWarning: (text) => warnings.push(text),
    })
    await talking.get(resources.configMap, ref('none'))
    await talking.create(resources.configMap, { ...mine('odd'), unheard: 'of' } as ConfigMap)
    expect(recent()[0]?.headers['user-agent']).toBe('fitgate/9.9')
    expect(outcomes.map(({ verb, code, resource }) => `${verb} ${resource} ${code}`)).toEqual([
      'get configmaps 404',
      'create configmaps 201',
    ])
    expect(warnings).toEqual(['unknown field "unheard"'])
  })
})

describe('a list', () => {
  const names = Array.from({ length: 7 }, (_, index) => `page-${index}`)
  const listed = { labelSelector: 'list=paged', limit: 3 }
  const list = () => client.list<ConfigMap>(resources.configMap, { namespace: cluster.namespace, ...listed })
  const pageLimits = () => recent().map(({ path }) => new URLSearchParams(path.split('?')[1]).get('limit'))

  beforeAll(async () => {
    for (const name of names) {
      await client.create(
        resources.configMap,
        configMap(name, {}, { ...ref(name), labels: { list: 'paged' } }),
      )
    }
  })

  it('is read page by page, with the type on every item', async () => {
    const { items, resourceVersion } = await list()
    expect(items.map(({ metadata }) => metadata.name)).toEqual(names)
    expect(items[0]).toMatchObject({ apiVersion: apiVersionOf(resources.configMap), kind: 'ConfigMap' })
    expect(Number(resourceVersion)).toBeGreaterThan(0)
    expect(pageLimits()).toEqual(['3', '3', '3'])
  })

  it('is trimmed as it arrives', async () => {
    const project = ({ metadata, ...rest }: ConfigMap) => ({ ...rest, metadata: { name: metadata.name } })
    const { items } = await client.list(resources.configMap, {
      namespace: cluster.namespace,
      ...listed,
      project,
    })
    expect(items.map(({ metadata }) => metadata)).toEqual(names.map((name) => ({ name })))
  })

  it('begins again when a page has expired, without an item twice', async () => {
    const expired = { kind: 'answer', code: 410, reason: 'Expired' } as const
    cluster.proxy.inject(expired, { when: ({ path }) => path.includes('continue=') })
    expect((await list()).items.map(({ metadata }) => metadata.name)).toEqual(names)
    expect(pageLimits()).toEqual(['3', '3', '3', '3', '3'])
  })

  it('is read in one piece when its pages keep expiring', async () => {
    const expired = { kind: 'answer', code: 410, reason: 'Expired' } as const
    cluster.proxy.inject(expired, { when: ({ path }) => path.includes('continue='), times: 99 })
    expect((await list()).items.map(({ metadata }) => metadata.name)).toEqual(names)
    expect(pageLimits()).toEqual(['3', '3', '3', '3', '3', '3', '0'])
  })
})

describe('when something is wrong between the client and the server', () => {
  it('comes back no sooner than Retry-After says, for writes too', async () => {
    const busy = { kind: 'answer', code: 429, reason: 'TooManyRequests', retryAfterSeconds: 1 } as const
    cluster.proxy.inject(busy, { times: 2 })
    await client.create(resources.configMap, mine('patient'))
    const [first, second, third, ...more] = recent()
    expect(more).toEqual([])
    for (const [earlier, later] of [
      [first, second],
      [second, third],
    ]) {
      expect((later?.at ?? 0) - (earlier?.at ?? 0)).toBeGreaterThanOrEqual(1000)
    }
  })

  it('gives up when a server stays busy, with what it asked for', async () => {
    cluster.proxy.inject(
      { kind: 'answer', code: 429, reason: 'TooManyRequests', retryAfterSeconds: 0 },
      { times: 99 },
    )
    await expect(client.get(resources.configMap, ref('x'))).rejects.toMatchObject({
      code: 429,
      retryAfterSeconds: 0,
    })
    expect(recent()).toHaveLength(5)
    mark = cluster.proxy.requests.length
    cluster.proxy.calm()
    cluster.proxy.inject({ kind: 'answer', code: 503, reason: 'ServiceUnavailable', retryAfterSeconds: 3600 })
    await expect(client.get(resources.configMap, ref('x'))).rejects.toMatchObject({
      code: 503,
      retryAfterSeconds: 3600,
    })
    expect(recent()).toHaveLength(1)
  })

  it.each([
    ['is reset', { kind: 'reset' }],
    ['breaks inside the answer', { kind: 'resetAfter', bytes: 40 }],
    ['delivers half an answer', { kind: 'truncateAfter', bytes: 40 }],
    ['answers 503', { kind: 'answer', code: 503 }],
  ] as const)('reads again when the connection %s', async (_, fault) => {
    await client.apply(resources.configMap, mine('robust', { a: '1' }))
    mark = cluster.proxy.requests.length
    cluster.proxy.inject(fault)
    expect(await client.get(resources.configMap, ref('robust'))).toMatchObject({ data: { a: '1' } })
    expect(recent()).toHaveLength(2)
  })

  it('applies again when the answer was lost, for that changes nothing', async () => {
    cluster.proxy.inject({ kind: 'loseAnswer' })
    await client.apply(resources.configMap, mine('again'))
    expect(recent().map(({ method }) => method)).toEqual(['PATCH', 'PATCH'])
  })

  it('does not create again when the answer was lost, for that might', async () => {
    cluster.proxy.inject({ kind: 'loseAnswer' })
    const creating = client.create(resources.configMap, mine('once'))
    await expect(creating).rejects.toMatchObject({ code: 0, reason: 'Unreachable' })
    expect(recent()).toHaveLength(1)
    expect(await client.get(resources.configMap, ref('once'))).toBeDefined()
  })

  it('sends a write again that was never sent', async () => {
    await cluster.proxy.down()
    const creating = cluster.connect({ random: () => 0.9 }).create(resources.configMap, mine('refused'))
    await new Promise((resolve) => setTimeout(resolve, 50))
    await cluster.proxy.up()
    expect((await creating).metadata.uid).toBeDefined()
  })

  it('does not wait for ever, and not for one who has left', async () => {
    cluster.proxy.partition()
    const hurried = cluster.connect({ timeoutSeconds: 0.2 })
    await expect(hurried.get(resources.configMap, ref('x'))).rejects.toMatchObject({
      code: 0,
      reason: 'ClientTimeout',
    })
    const signal = AbortSignal.timeout(50)
    await expect(client.get(resources.configMap, ref('x'), { signal })).rejects.toMatchObject({
      reason: 'Aborted',
    })
    await expect(client.get(resources.configMap, ref('x'), { signal })).rejects.toMatchObject({
      reason: 'Aborted',
    })
    cluster.proxy.heal()
  })
})
