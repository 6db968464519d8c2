import dns from 'node:dns'
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import net, { type AddressInfo, type LookupFunction } from 'node:net'
import tls from 'node:tls'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { createPool } from '../../../../src/fetch/http/raw/pool.ts'
import { createAuthority } from '../../../../src/sandbox/certificates.ts'
import { contentAt } from '../../hub-server.mjs'

const pool = createPool(dns.lookup as LookupFunction)
const servers: net.Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    if (server instanceof http.Server) server.closeAllConnections()
    server.close()
  }
})

async function listening(server: net.Server): Promise<URL> {
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/file`)
}

/** A server that says the same to every connection, in these pieces, and counts the connections. */
async function saying(pieces: readonly (string | Uint8Array)[], then: 'stays' | 'ends' = 'stays') {
  const seen = { connections: 0 }
  const server = net.createServer(async (socket) => {
    seen.connections++
    socket.on('error', () => undefined).setNoDelay(true)
    await once(socket, 'data')
    for (const piece of pieces) {
      socket.write(piece)
      await new Promise(setImmediate)
    }
    if (then === 'ends') socket.end()
  })
  return { url: await listening(server), seen }
}

interface Asking {
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

const get = (url: URL, { headers = {}, signal = new AbortController().signal }: Asking = {}) =>
  pool.get(url, { headers, signal })

async function content(url: URL, asking?: Asking): Promise<Buffer> {
  const answer = await get(url, asking)
  const chunks: Buffer[] = []
  for await (const block of answer?.body ?? []) chunks.push(Buffer.from(block))
  return Buffer.concat(chunks)
}

const head = (bytes: number) => `HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\n`

describe('answers straight from the socket', () => {
  it('are the same however they are cut on their way', async () => {
    const body = contentAt(3, 0, 300)
    const whole = Buffer.concat([Buffer.from(`HTTP/1.1 103 Hints\r\nLink: x\r\n\r\n${head(300)}`), body])
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.length), { maxLength: 6 }), async (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), whole.length]
        const { url } = await saying(places.slice(1).map((to, i) => whole.subarray(places[i], to)))
        expect(await content(url)).toEqual(Buffer.from(body))
      }),
      { numRuns: 30 },
    )
  })

  it('come whole when they are many blocks and whoever takes them is slow', async () => {
    const body = contentAt(4, 0, 5_000_001)
    const { url } = await saying([head(body.length), body])
    const answer = await get(url)
    const chunks: Buffer[] = []
    for await (const block of answer?.body ?? []) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      chunks.push(Buffer.from(block))
    }
    expect(Buffer.concat(chunks).equals(body)).toBe(true)
  })

  it('come by TLS from whom a certificate vouches for, and from nobody else', async () => {
    const body = contentAt(5, 0, 3_000_001)
    const authority = await createAuthority()
    const { certificate: cert, key } = await authority.issue('server')
    const server = https.createServer({ cert, key }, (_request, response) => response.end(body))
    const url = new URL((await listening(server)).href.replace('http:', 'https:'))
    await expect(get(url)).rejects.toThrow(/certificate/)
    const usual = tls.getCACertificates()
    tls.setDefaultCACertificates([authority.certificate])
    expect((await content(url)).equals(body)).toBe(true)
    tls.setDefaultCACertificates(usual)
  })

  it('follow each other over one connection, also behind one that nobody wanted', async () => {
    const ports = new Set<number | undefined>()
    const asked: http.IncomingHttpHeaders[] = []
    const server = http.createServer((request, response) => {
      ports.add(request.socket.remotePort)
      asked.push(request.headers)
      response.end('content')
    })
    const url = await listening(server)
    expect(String(await content(url, { headers: { range: 'bytes=0-6' } }))).toBe('content')
    ;(await get(url))?.body.resume()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(String(await content(url))).toBe('content')
    expect(ports.size).toBe(1)
    expect(asked[0]).toMatchObject({ host: url.host, range: 'bytes=0-6' })
  })

  it('come over a new connection behind one that the server closes', async () => {
    const { url, seen } = await saying(['HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nbody'], 'ends')
    expect(String(await content(url))).toBe('body')
    expect(String(await content(url))).toBe('body')
    expect(seen.connections).toBe(2)
  })

  it('that end too early are errors, behind what came', async () => {
    const { url } = await saying([`${head(10)}half`], 'ends')
    const answer = await get(url)
    const got: string[] = []
    const read = async () => {
      for await (const block of answer?.body ?? []) got.push(String(Buffer.from(block)))
    }
    await expect(read()).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(got).toEqual(['half'])
  })

  it('that never begin are errors', async () => {
    const { url } = await saying([], 'ends')
    await expect(get(url)).rejects.toMatchObject({ code: 'ECONNRESET' })
    await expect(get(new URL('http://127.0.0.1:1/'))).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('with more than was announced give nothing of it', async () => {
    const { url } = await saying([`${head(4)}bodyHTTP/1.1 200 OK\r\n`])
    await expect(content(url)).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it.each([
    ['before it', []],
    ['in the middle of it', [`${head(10)}half`]],
  ])('end with the reason of whoever gives them up %s', async (_when, pieces) => {
    const { url } = await saying(pieces)
    const stop = new AbortController()
    const asked = content(url, { signal: stop.signal })
    setTimeout(() => stop.abort(new Error('enough')), 50)
    await expect(asked).rejects.toThrow('enough')
  })

  it('of another kind are left to another client, and such a server is not asked again', async () => {
    const { url, seen } = await saying(['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'])
    expect(await get(url)).toBeUndefined()
    expect(await get(url)).toBeUndefined()
    expect(seen.connections).toBe(1)
  })

  it('are asked for without a line that somebody smuggles in', async () => {
    const { url, seen } = await saying([`${head(4)}body`])
    await expect(get(url, { headers: { range: 'bytes=0-1\r\nx: y' } })).rejects.toThrow(/header/i)
    expect(seen.connections).toBe(0)
  })
})
