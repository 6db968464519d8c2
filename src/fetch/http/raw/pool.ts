/**
 * GET requests whose answers go from the socket to the disk by way of one buffer. Node's own client makes an object and a buffer for
 * each 64 KiB: three times the time, and garbage by the hundred MiB (`test/bench/fetch.ts`).
 * @module
 */
import http from 'node:http'
import net from 'node:net'
import tls from 'node:tls'
import { Connection, NotPlain, type RawAnswer, type Reader } from './connection.ts'

export interface AskOptions {
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

export interface Pool {
  /** `undefined` where the answer is of a kind that only Node's own client understands. */
  get(url: URL, options: AskOptions): Promise<RawAnswer | undefined>
  close(): void
}

/** The kernel probes idle connections after this. */
const probeAfterMs = 30_000

export function createPool(lookup: net.LookupFunction): Pool {
  const all = new Set<Connection>()
  const idle = new Map<Connection, string>()
  /** Origins that answer in another way. */
  const others = new Set<string>()

  function connected(url: URL): Connection {
    for (const [connection, origin] of idle) {
      if (origin !== url.origin) continue
      idle.delete(connection)
      return connection
    }
    const opened = new Connection((reader) => connect(url, lookup, reader), {
      onFree: (connection) => idle.set(connection, url.origin),
      onEnd(connection) {
        idle.delete(connection)
        all.delete(connection)
      },
    })
    all.add(opened)
    return opened
  }

  return {
    async get(url, { headers, signal }) {
      signal.throwIfAborted()
      // credentials in a URL are Node's business
      if (others.has(url.origin) || url.username !== '' || url.password !== '') return undefined
      const text = requestText(url, headers)
      try {
        return await connected(url).ask(text, signal)
      } catch (error) {
        if (!(error instanceof NotPlain)) throw error
        others.add(url.origin)
        return undefined
      }
    },
    close() {
      for (const connection of all) connection.close()
    },
  }
}

function requestText({ pathname, search, host }: URL, headers: Readonly<Record<string, string>>): string {
  for (const [name, value] of Object.entries(headers)) {
    http.validateHeaderName(name)
    http.validateHeaderValue(name, value)
  }
  const lines = Object.entries({ host, connection: 'keep-alive', ...headers })
  return `GET ${pathname}${search} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
}

function connect(url: URL, lookup: net.LookupFunction, { room, read }: Reader): net.Socket {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const common = {
    host,
    lookup,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: probeAfterMs,
    onread: {
      buffer: room,
      callback: (count: number, buffer: Uint8Array) => read(buffer.subarray(0, count)),
    },
  }
  if (url.protocol === 'http:') return net.connect({ ...common, port: Number(url.port || 80) })
  // a name for the certificate is one that was looked up
  const servername = net.isIP(host) ? '' : host
  return tls.connect({
    ...common,
    port: Number(url.port || 443),
    servername,
    ALPNProtocols: ['http/1.1'],
  })
}
