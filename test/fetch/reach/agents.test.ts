import http from 'node:http'
import https from 'node:https'
import net, { type AddressInfo } from 'node:net'
import tls from 'node:tls'
import { afterAll, describe, expect, it } from 'vitest'
import { requestRange } from '../../../src/fetch/http/range.ts'
import { request, textOf } from '../../../src/fetch/http/request.ts'
import { type AgentOptions, createAgents } from '../../../src/fetch/reach/agents.ts'
import { createAuthority } from '../../../src/sandbox/certificates.ts'

const servers: (http.Server | https.Server)[] = []
afterAll(() => {
  for (const server of servers) server.close().closeAllConnections()
})

/** @returns its URL */
async function listening(answer: http.RequestListener): Promise<string> {
  const server = http.createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function text(
  url: string,
  options: Partial<AgentOptions>,
  headers: Readonly<Record<string, string>> = {},
) {
  const agents = createAgents({ reach: { hosts: [], cidrs: [] }, env: {}, ...options })
  const { signal } = new AbortController()
  const { body } = await request(url, { agents, timeoutMs: 2000, signal, headers })
  const answer = await textOf(body, 1000)
  agents.close()
  return answer
}

describe('connections', () => {
  it('go through the proxy of the environment, which looks names up itself', async () => {
    const asked: (string | undefined)[] = []
    const proxy = await listening(({ url }, response) => {
      asked.push(url)
      response.end('through the proxy')
    })
    const env = { HTTP_PROXY: proxy, NO_PROXY: 'direct.example' }
    expect(await text('http://no-such-name.example/file', { env })).toBe('through the proxy')
    expect(asked).toEqual(['http://no-such-name.example/file'])
  })

  it('through a proxy go to listed names only', async () => {
    const proxy = await listening((_request, response) => response.end('through the proxy'))
    const options = { env: { HTTP_PROXY: proxy }, reach: { hosts: ['*.example'], cidrs: ['10.0.0.0/8'] } }
    expect(await text('http://a.example/file', options)).toBe('through the proxy')
    await expect(text('http://elsewhere.test/file', options)).rejects.toMatchObject({
      outcome: 'SourceForbidden',
    })
  })

  it('by TLS go through a tunnel of the proxy, which sees no more than the name, and its own credentials', async () => {
    const authority = await createAuthority()
    const { certificate: cert, key } = await authority.issue('model.example', ['model.example'])
    const heads: http.IncomingHttpHeaders[] = []
    const file = https.createServer({ cert, key }, ({ headers }, response) => {
      heads.push(headers)
      response.writeHead(206, { 'content-range': 'bytes 2-4/9', 'content-length': 3 }).end('cde')
    })
    servers.push(file)
    await new Promise<void>((resolve) => file.listen(0, '127.0.0.1', resolve))
    const asked: (string | undefined)[] = []
    const proxy = http.createServer()
    proxy.on('connect', ({ url, headers }: http.IncomingMessage, socket: net.Socket) => {
      asked.push(url, headers['proxy-authorization'])
      const to = net.connect((file.address() as AddressInfo).port, '127.0.0.1')
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(to).pipe(socket)
      socket.on('error', () => to.destroy())
      to.on('error', () => socket.destroy())
    })
    servers.push(proxy)
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    const { port } = proxy.address() as AddressInfo
    const env = { HTTPS_PROXY: `http://user:word@127.0.0.1:${port}` }
    const agents = createAgents({ reach: { hosts: ['*.example'], cidrs: [] }, env })
    const usual = tls.getCACertificates()
    tls.setDefaultCACertificates([authority.certificate])
    const { signal } = new AbortController()
    const wanted = { path: 'file', bytes: 9, ranges: true }
    const options = { agents, timeoutMs: 2000, signal, headers: { authorization: 'Bearer secret' } }
    const { status, body } = await requestRange('https://model.example/file', wanted, 2, 5, options)
    expect([status, await textOf(body, 1000)]).toEqual([206, 'cde'])
    expect(asked).toEqual(['model.example:443', `Basic ${Buffer.from('user:word').toString('base64')}`])
    expect(heads[0]).toMatchObject({ authorization: 'Bearer secret', range: 'bytes=2-4' })
    expect(heads[0]).not.toHaveProperty('proxy-authorization')
    tls.setDefaultCACertificates(usual)
    agents.close()
  })

  it('follow redirects without the token of the first host, and not to where they must not', async () => {
    const seen: (string | undefined)[] = []
    const second = await listening(({ headers }, response) => {
      seen.push(headers.authorization)
      response.end('second')
    })
    let location = `${second}/file`
    const first = await listening(({ headers }, response) => {
      seen.push(headers.authorization)
      response.writeHead(302, { location }).end()
    })
    expect(await text(first, {}, { authorization: 'Bearer secret' })).toBe('second')
    expect(seen).toEqual(['Bearer secret', undefined])
    location = 'http://169.254.169.254/credentials'
    await expect(text(first, {})).rejects.toMatchObject({ outcome: 'SourceForbidden' })
    location = first
    await expect(text(first, {})).rejects.toMatchObject({
      message: expect.stringContaining('more than 8 times'),
    })
  })

  it('look at every address a name has, each time', async () => {
    const url = (await listening((_request, response) => response.end('there'))).replace(
      '127.0.0.1',
      'mirror.example',
    )
    const addresses = [[{ address: '127.0.0.1', family: 4 }], [{ address: '10.0.0.1', family: 4 }]]
    const lookup = ((_host: string, _options: unknown, done: (...answer: unknown[]) => void) =>
      done(null, addresses.shift())) as unknown as NonNullable<AgentOptions['lookup']>
    const options = { lookup, reach: { hosts: ['mirror.example'], cidrs: ['127.0.0.0/8'] } }
    expect(await text(url, options)).toBe('there')
    await expect(text(url, options)).rejects.toMatchObject({ outcome: 'SourceForbidden' })
  })
})
