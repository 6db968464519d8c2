import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { defaultDecisionConfig, type Snapshot } from '../../src/inventory/snapshot.ts'
import { buildSnapshot } from '../../src/inventory/snapshot-build.ts'
import { createAuthority } from '../../src/server/certificates/authority.ts'
import { issueLeaf } from '../../src/server/certificates/leaf.ts'
import { cluster, nodes } from '../decide/builders.ts'
import { creating, endpoint, reviewing } from '../webhooks/builders.ts'
import { call } from './https-call.ts'
import { startServe, type WebhookProcess } from './webhook-process.ts'

let folder: string
let ca: string
let running: WebhookProcess | undefined
const at = (name: string) => join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitgate-alone-'))
  const authority = await createAuthority(new Date())
  ca = authority.certificate
  await certify()
  async function certify() {
    const leaf = await issueLeaf(authority, ['127.0.0.1'], new Date())
    await writeFile(at('tls.crt'), leaf.certificate)
    await writeFile(at('tls.key'), leaf.key)
  }
})
afterAll(() => rm(folder, { recursive: true }))
afterEach(async () => {
  running?.child.kill('SIGKILL')
  await running?.exited
})

const snapshot = buildSnapshot({
  hardware: cluster(nodes('MI300X', 2)),
  recipes: [],
  recipeUsers: {},
  config: defaultDecisionConfig,
  now: new Date(),
})

async function put(document: Snapshot | string): Promise<void> {
  await writeFile(at('next'), typeof document === 'string' ? document : JSON.stringify(document))
  await rename(at('next'), at('snapshot.json'))
}

/** As somebody runs it beside no cluster at all. */
async function start(): Promise<void> {
  running = await startServe({
    command: [process.execPath],
    args: ['--snapshot', at('snapshot.json'), '--tls-cert', at('tls.crt'), '--tls-key', at('tls.key')],
  })
}

const get = (path: string) => call({ port: running?.port ?? 0, ca, path })
const validate = async () => {
  const answered = await call({
    port: running?.port ?? 0,
    ca,
    path: '/validate',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(reviewing(creating(endpoint()))),
  })
  return (JSON.parse(answered.body) as { response: Record<string, unknown> }).response
}

describe('webhooks with a certificate and a snapshot from files', () => {
  it('answer reviews, health and metrics on one port', async () => {
    await put(snapshot)
    await start()
    expect(await get('/healthz')).toMatchObject({ status: 200, body: 'ok\n' })
    expect(await get('/readyz')).toMatchObject({ status: 200, body: 'ok\n' })
    expect((await get('/metrics')).body).toContain('fitgate_snapshot_age_seconds')
    expect(await get('/validate/')).toMatchObject({
      status: 404,
      body: expect.stringContaining('the webhooks are /mutate, /validate'),
    })
    expect((await get('/validate')).status).toBe(405)
    expect(await validate()).toMatchObject({
      allowed: true,
      auditAnnotations: { decision: 'Fits', snapshot: snapshot.version },
    })
  }, 30_000)

  it('follow the file, and keep the last good one while it is broken, newer or gone', async () => {
    await put(snapshot)
    await start()
    const says = (words: RegExp) =>
      vi.waitFor(async () => expect((await get('/readyz')).body).toMatch(words), 5000)
    const kept = new RegExp(`^ok\nsnapshot ${snapshot.version} of .* is kept: `)
    for (const [document, why] of [
      ['{"schema":', /is not JSON|not a snapshot/],
      [JSON.stringify({ ...snapshot, schema: 99 }), /schema: 99 is of a newer fitgate/],
      [JSON.stringify({ ...snapshot, hardware: 7 }), /not a snapshot: hardware/],
    ] as const) {
      await put(document)
      await says(why)
      await says(kept)
      expect((await validate()).auditAnnotations).toMatchObject({ snapshot: snapshot.version })
    }
    await rm(at('snapshot.json'))
    await says(/ENOENT/)
    await put({ ...snapshot, version: 'newer' })
    await says(/^ok\n$/)
    expect((await validate()).auditAnnotations).toMatchObject({ snapshot: 'newer' })
    const told = running?.log.filter(({ msg }) => msg === 'no snapshot was read')
    expect(told?.map(({ kept }) => kept)).toEqual(Array(4).fill(snapshot.version))
  }, 30_000)

  it('are unready without a snapshot, say why, and answer all the same', async () => {
    await rm(at('snapshot.json'), { force: true })
    await start()
    expect(await get('/readyz')).toMatchObject({ status: 503 })
    expect((await get('/readyz')).body).toMatch(/^not ready: no snapshot yet\nthere is no snapshot: ENOENT/)
    expect(await validate()).toMatchObject({ allowed: true, auditAnnotations: { snapshot: 'none' } })
  }, 30_000)

  it('deny nothing that depends on a snapshot which is older than it says it may be', async () => {
    const old = new Date(Date.now() - 400_000).toISOString()
    await put({ ...snapshot, createdAt: old })
    await start()
    const { warnings } = (await validate()) as { warnings: string[] }
    expect(warnings.at(-1)).toContain('what is known of this cluster is old')
  }, 30_000)
})
