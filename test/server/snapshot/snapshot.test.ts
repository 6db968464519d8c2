import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Snapshot } from '../../../src/inventory/snapshot.ts'
import { defaultDecisionConfig, snapshotSchema } from '../../../src/inventory/snapshot.ts'
import { createAuthority } from '../../../src/server/certificates/authority.ts'
import { HeldMaterial, type Material } from '../../../src/server/certificates/material.ts'
import { ServingCertificates } from '../../../src/server/certificates/serving.ts'
import { type Host, serve } from '../../../src/server/host.ts'
import { followSnapshot, type SnapshotClient } from '../../../src/server/snapshot/client.ts'
import { SnapshotHolder } from '../../../src/server/snapshot/freshness.ts'
import { Publisher } from '../../../src/server/snapshot/publisher.ts'
import { snapshotApp } from '../../../src/server/snapshot/server.ts'
import { isSignedBy, readerToken, sign, signatureHeader } from '../../../src/server/snapshot/signature.ts'

function snapshot(version: string, over: Partial<Snapshot> = {}): Snapshot {
  return {
    schema: snapshotSchema,
    version,
    createdAt: '2027-01-01T00:00:00.000Z',
    hardware: { shapes: [], unknownNodes: 0 },
    recipes: [],
    recipeUsers: {},
    config: defaultDecisionConfig,
    ...over,
  }
}

let material: Material
beforeAll(async () => {
  const { certificate, key } = await createAuthority(new Date())
  material = { bundle: certificate, key, snapshotKey: 'the key' }
})

describe('the snapshot server', () => {
  const publisher = new Publisher()
  publisher.publish(snapshot('v1'))
  const app = snapshotApp({ publisher, key: () => 'the key' })
  const authorization = `Bearer ${readerToken('the key')}`

  it('serves readers only', async () => {
    const wrong = ['', 'Bearer the key', `Bearer ${readerToken('another key')}`]
    for (const authorization of wrong) {
      expect((await app.request('/snapshot', { headers: { authorization } })).status).toBe(401)
    }
    const keyless = snapshotApp({ publisher, key: () => undefined })
    expect((await keyless.request('/snapshot', { headers: { authorization } })).status).toBe(401)
  })

  it('signs what it serves, and answers 304 to who has it', async () => {
    const answered = await app.request('/snapshot', { headers: { authorization } })
    const body = await answered.text()
    expect(JSON.parse(body)).toEqual(snapshot('v1'))
    expect(isSignedBy('the key', body, answered.headers.get(signatureHeader))).toBe(true)
    const again = { authorization, 'if-none-match': answered.headers.get('etag') ?? '' }
    expect((await app.request('/snapshot', { headers: again })).status).toBe(304)
  })

  it('holds a request until there is news', async () => {
    const waiting = new Publisher()
    waiting.publish(snapshot('v1'))
    const held = snapshotApp({ publisher: waiting, key: () => 'the key' })
    const headers = { authorization, 'if-none-match': '"v1"' }
    const answer = held.request('/snapshot?wait=20', { headers })
    waiting.publish(snapshot('v1'))
    waiting.publish(snapshot('v2'))
    expect(await (await answer).json()).toMatchObject({ version: 'v2' })
  })

  it('answers 503 before the first snapshot', async () => {
    const empty = snapshotApp({ publisher: new Publisher(), key: () => 'the key' })
    expect((await empty.request('/snapshot', { headers: { authorization } })).status).toBe(503)
  })
})

describe('the snapshot client', () => {
  const hosts: Host[] = []
  const clients: SnapshotClient[] = []
  afterEach(async () => {
    for (const client of clients.splice(0)) client.stop()
    for (const host of hosts.splice(0)) await host.close()
  })

  async function serving(fetch: (request: Request) => Response | Promise<Response>): Promise<URL> {
    const held = new HeldMaterial()
    held.set(material)
    const certificates = new ServingCertificates({ material: held, names: ['127.0.0.1'] })
    await certificates.check()
    const host = await serve({ host: '127.0.0.1', port: 0, fetch, certificates })
    hosts.push(host)
    return new URL(`https://127.0.0.1:${host.port}/snapshot`)
  }

  function following(url: URL, given = material) {
    const seen = {
      versions: [] as string[],
      heartbeats: 0,
      errors: [] as string[],
    }
    const held = new HeldMaterial()
    held.set(given)
    const client = followSnapshot({
      url,
      material: held,
      waitSeconds: 0.02,
      backoff: { first: 1, longest: 5 },
      onSnapshot: ({ version }) => seen.versions.push(version),
      onHeartbeat: () => seen.heartbeats++,
      onError: (error) => seen.errors.push(String(error)),
    })
    clients.push(client)
    return seen
  }

  it('follows every version and hears a heartbeat in between', async () => {
    const publisher = new Publisher()
    publisher.publish(snapshot('v1'))
    const seen = following(await serving(snapshotApp({ publisher, key: () => 'the key' }).fetch))
    await vi.waitFor(() => expect(seen.heartbeats).toBeGreaterThan(1))
    publisher.publish(snapshot('v2'))
    await vi.waitFor(() => expect(seen.versions).toEqual(['v1', 'v2']))
    expect(seen.errors).toEqual([])
  })

  it.each([
    ['unsigned', (body: string) => new Response(body), /not signed/],
    [
      'signed with another key',
      (body: string) => new Response(body, { headers: { [signatureHeader]: sign('other', body) } }),
      /not signed/,
    ],
    [
      'of another schema',
      () => {
        const other = JSON.stringify({ ...snapshot('v1'), schema: 2 })
        return new Response(other, { headers: { [signatureHeader]: sign('the key', other) } })
      },
      /not a snapshot/,
    ],
    ['refused', () => new Response('no\n', { status: 401 }), /answered 401: no/],
  ])('takes nothing that is %s, and tries again', async (_what, answer, words) => {
    const seen = following(await serving(() => answer(JSON.stringify(snapshot('v1')))))
    await vi.waitFor(() => expect(seen.errors.length).toBeGreaterThan(1))
    expect(seen.errors[0]).toMatch(words)
    expect(seen.versions).toEqual([])
  })

  it('talks only to a server that our authority signed for', async () => {
    const publisher = new Publisher()
    publisher.publish(snapshot('v1'))
    const url = await serving(snapshotApp({ publisher, key: () => 'the key' }).fetch)
    const other = await createAuthority(new Date())
    const seen = following(url, { ...material, bundle: other.certificate })
    await vi.waitFor(() => expect(seen.errors.length).toBeGreaterThan(1))
    expect(seen.versions).toEqual([])
  })
})

describe('the context of the webhooks', () => {
  it('is stale when nothing was heard for longer than the configuration allows, however old the content', () => {
    let now = 0
    const holder = new SnapshotHolder(() => now)
    expect(holder.context().decision.snapshot.stale).toBe(true)
    holder.hold(snapshot('v1', { createdAt: '2001-01-01T00:00:00.000Z' }))
    expect(holder.context()).toMatchObject({
      decision: { snapshot: { version: 'v1', stale: false } },
      recipeUsers: {},
    })
    now = 299_000
    holder.heartbeat()
    now = 599_000
    expect(holder.context().decision.snapshot.stale).toBe(false)
    now = 600_000
    expect(holder.context().decision.snapshot.stale).toBe(true)
    holder.hold(snapshot('v1'))
    expect(holder.context().decision.snapshot.stale).toBe(false)
  })

  it('is built once a version, not once a request', () => {
    const holder = new SnapshotHolder(() => 0)
    holder.hold(snapshot('v1'))
    expect(holder.context()).toBe(holder.context())
  })
})
