import { once } from 'node:events'
import { Agent } from 'node:https'
import { setTimeout as delay } from 'node:timers/promises'
import { connect } from 'node:tls'
import { Hono } from 'hono'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createAuthority } from '../../src/server/certificates/authority.ts'
import { HeldMaterial, type Material } from '../../src/server/certificates/material.ts'
import { ServingCertificates } from '../../src/server/certificates/serving.ts'
import { type Host, serve } from '../../src/server/host.ts'
import { webhookApp } from '../../webhooks/app.ts'
import { context, creating, endpoint, reviewing } from '../webhooks/builders.ts'
import { call } from './https-call.ts'

const loopback = { host: '127.0.0.1', port: 0 }
let material: Material
beforeAll(async () => {
  const { certificate, key } = await createAuthority(new Date())
  material = { bundle: certificate, key, snapshotKey: 'k' }
})

const open: Host[] = []
afterEach(async () => {
  for (const host of open.splice(0)) await host.close()
})

async function certificates(): Promise<{ held: HeldMaterial; source: ServingCertificates }> {
  const held = new HeldMaterial()
  held.set(material)
  const source = new ServingCertificates({ material: held, names: ['127.0.0.1'] })
  await source.check()
  return { held, source }
}

async function hosting(app: Hono): Promise<{ host: Host; held: HeldMaterial; source: ServingCertificates }> {
  const { held, source } = await certificates()
  const host = await serve({ ...loopback, fetch: app.fetch, certificates: source })
  open.push(host)
  return { host, held, source }
}

describe('an app over TLS', () => {
  it('gives up on a request that does not arrive, and goes on with the others', async () => {
    const { source } = await certificates()
    const app = webhookApp({ getContext: context })
    const host = await serve({ ...loopback, fetch: app.fetch, certificates: source, requestTimeout: 100 })
    open.push(host)
    const { promise: ended, resolve } = Promise.withResolvers<string>()
    const socket = connect({ port: host.port, host: '127.0.0.1', ca: material.bundle })
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('close', () => resolve(text))
    socket.write('POST /mutate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n')
    socket.write('content-length: 1000\r\n\r\n{"apiVersion"')
    expect(await ended).toMatch(/^HTTP\/1\.1 408 /)
    expect((await call({ port: host.port, ca: material.bundle })).status).toBe(404)
  })

  it('answers on a connection that was opened long before it is used', async () => {
    const { source } = await certificates()
    const app = webhookApp({ getContext: context })
    const host = await serve({ ...loopback, fetch: app.fetch, certificates: source, requestTimeout: 50 })
    open.push(host)
    const socket = connect({ port: host.port, host: '127.0.0.1', ca: material.bundle })
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    await delay(400)
    socket.write('GET /nothing HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    await new Promise((closed) => socket.on('close', closed))
    expect(text).toMatch(/^HTTP\/1\.1 404 /)
  })

  it('keeps idle connections open for longer than a request may take', async () => {
    const { source } = await certificates()
    const fetch = () => new Response('ok')
    const host = await serve({ ...loopback, fetch, certificates: source, requestTimeout: 50 })
    open.push(host)
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const kept = { port: host.port, ca: material.bundle, agent }
    await call(kept)
    await delay(500)
    expect(await call(kept)).toMatchObject({ status: 200, reused: true })
    agent.destroy()
  })

  it('answers reviews on connections that stay open', async () => {
    const { host } = await hosting(webhookApp({ getContext: context }))
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const send = () =>
      call({
        port: host.port,
        ca: material.bundle,
        agent,
        path: '/mutate?timeout=3s',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(reviewing(creating(endpoint()))),
      })
    const first = await send()
    const second = await send()
    expect(JSON.parse(first.body)).toMatchObject({ response: { uid: 'review-1', allowed: true } })
    expect([first.reused, second.reused]).toEqual([false, true])
    agent.destroy()
  })

  it('refuses a body above the limit without reading it to its end', async () => {
    const { host } = await hosting(webhookApp({ getContext: context }))
    const body = 'x'.repeat(8 * 2 ** 20)
    const options = { port: host.port, ca: material.bundle, path: '/mutate', method: 'POST' }
    const headers = { 'content-type': 'application/json', 'content-length': String(body.length) }
    const answered = await call({ ...options, headers, body: body.slice(0, 1000) })
    expect(answered.status).toBe(413)
  })

  it('takes in what is above the limit before it answers a client that reads when all is sent', async () => {
    const { host } = await hosting(webhookApp({ getContext: context }))
    const body = 'x'.repeat(20 * 2 ** 20)
    const head = `POST /mutate HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n`
    const socket = connect({ port: host.port, host: '127.0.0.1', ca: material.bundle })
    await once(socket, 'secureConnect')
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.write(`${head}content-length: ${body.length}\r\n\r\n${body}`, () => resolve())
    })
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /)
    socket.destroy()
  })

  it('shows a new certificate to new connections while old ones go on', async () => {
    const { host, held, source } = await hosting(new Hono().get('/', (c) => c.text('ok')))
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const kept = { port: host.port, ca: material.bundle, agent }
    const before = await call(kept)
    const next = await createAuthority(new Date())
    held.set({ bundle: next.certificate + material.bundle, key: next.key, snapshotKey: 'k' })
    await source.check()
    const fresh = await call({ port: host.port, ca: next.certificate })
    expect(fresh.serial).not.toBe(before.serial)
    expect(await call(kept)).toMatchObject({ status: 200, reused: true })
    await expect(call({ port: host.port, ca: material.bundle })).rejects.toThrow()
    agent.destroy()
  })

  it('tells clients to leave while it drains, and then is gone', async () => {
    const { host } = await hosting(new Hono().get('/', (c) => c.text('ok')))
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const options = { port: host.port, ca: material.bundle, agent }
    expect((await call(options)).headers.connection).toBe('keep-alive')
    const closed = host.close(100)
    expect(await call(options)).toMatchObject({ status: 200, headers: { connection: 'close' } })
    await closed
    await expect(call(options)).rejects.toThrow()
    agent.destroy()
  })
})

it('a port that is taken is an error, not a crash', async () => {
  const first = await serve({ ...loopback, fetch: () => new Response('ok') })
  open.push(first)
  const again = serve({ ...loopback, port: first.port, fetch: () => new Response('ok') })
  await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
