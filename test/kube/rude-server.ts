/**
 * An HTTPS server that answers as an API server does on its worst day: late, never, half, with resets, and with connections that
 * close after the answer. Once calm it answers every request.
 * @module
 */
import type http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { createAuthority } from '../../src/sandbox/certificates.ts'

export interface RudeServer {
  readonly port: number
  /** PEM. */
  readonly authority: string
  close(): void
}

/** Ends the bad day, for whoever asks for it. */
export const calmPath = '/calm'

type Answer = (response: http.ServerResponse) => void

const watched: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  const event = { type: 'ADDED', object: object(0) }
  response.write(`${JSON.stringify(event)}\n`)
  setTimeout(() => {
    const fate = Math.random()
    if (fate < 0.4) response.end(`${JSON.stringify(event)}\n`)
    else if (fate < 0.7) response.socket?.destroy()
  }, 10)
}

function object(received: number) {
  const metadata = { name: 'a', namespace: 'd', uid: 'u', resourceVersion: '1' }
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { received: String(received) } }
}

const whole =
  (body: unknown, code = 200): Answer =>
  (response) =>
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body))

/** Share of the requests → what becomes of them; the rest is answered. */
const rudeness: readonly (readonly [share: number, answer: Answer])[] = [
  [0.03, (response) => response.socket?.destroy()],
  [0.02, () => {}],
  [0.03, whole({ kind: 'Status', code: 429, reason: 'TooManyRequests' }, 429)],
  [
    0.03,
    (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"a":')
      setTimeout(() => response.socket?.destroy(), 2)
    },
  ],
]

export async function startRudeServer(): Promise<RudeServer> {
  const authority = await createAuthority()
  const { certificate, key } = await authority.issue('rude')
  let isCalm = false
  const server = https.createServer({ cert: certificate, key }, (request, response) => {
    response.on('error', () => {})
    let received = 0
    request.on('data', (chunk: Buffer) => {
      received += chunk.length
    })
    request.on('error', () => {})
    request.on('end', () => answer(request, response, received))
  })

  function answer(
    { url = '', method }: http.IncomingMessage,
    response: http.ServerResponse,
    received: number,
  ) {
    if (url === calmPath) isCalm = true
    if (url.includes('watch=true')) return watched(response)
    const isList = method === 'GET' && /configmaps(\?|$)/.test(url)
    const items = Array.from({ length: 20 }, () => object(0))
    const proper = whole(isList ? { metadata: { resourceVersion: '1' }, items } : object(received))
    if (isCalm) return proper(response)
    let fate = Math.random()
    for (const [share, rude] of rudeness) {
      if (fate < share) return rude(response)
      fate -= share
    }
    if (fate < 0.05) response.setHeader('connection', 'close')
    setTimeout(() => proper(response), fate < 0.3 ? Math.random() * 30 : 0)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    authority: authority.certificate,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
