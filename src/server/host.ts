/**
 * Hosting a Hono app on `node:http(s)`, the same on Node and Deno: keep-alive for API servers, certificates swapped while serving,
 * and an end without a failed request. (On Deno too: `Deno.serve` over TLS stalls 44 ms on answers of more than 450 bytes.)
 * @module
 */
import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Arrivals } from './arrivals.ts'
import type { CertificateSource, ServerCertificate } from './certificates/source.ts'
import { dropRest } from './unread.ts'

export interface Address {
  readonly host: string
  /** 0 chooses a free one. */
  readonly port: number
}

export interface HostOptions extends Address {
  readonly fetch: (request: Request) => Response | Promise<Response>
  /**
   * Answers what it takes on the server itself; what it does not take goes to `fetch`. For what is asked for most: a `Request`, a
   * `Response` and their streams cost more than most answers.
   */
  readonly direct?: DirectHandler
  /** With it, HTTPS; it must have a certificate already. Without, plain HTTP. */
  readonly certificates?: CertificateSource
  /** ms in which a whole request must have arrived; one that has not is answered 408. Default 10 s. */
  readonly requestTimeout?: number
}

/** @returns whether it takes the request */
export type DirectHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  isDraining: () => boolean,
) => boolean

export interface Host {
  /** The port that is listened on. */
  readonly port: number
  /**
   * Serves on for `drainMs` with `Connection: close` on every answer, so that clients move to other replicas, then closes.
   * A close at once resets the connections that clients are about to use.
   */
  close(drainMs?: number): Promise<void>
}

/** API servers keep idle connections 90 s; whoever closes first loses a request. ms */
const keepAliveTimeout = 120_000
const minVersion = 'TLSv1.2'
const contentTooLarge = 413

/** What the app is given beside a request. */
interface Bindings {
  readonly incoming: IncomingMessage
}

/** @throws Error when the address cannot be listened on or there is no certificate yet */
export async function serve(options: HostOptions): Promise<Host> {
  let draining = false
  const fetch = async (request: Request, { incoming }: Bindings): Promise<Response> => {
    const response = await options.fetch(request)
    if (response.status === contentTooLarge) await dropRest(incoming)
    if (draining) response.headers.set('connection', 'close')
    return response
  }
  const { requestTimeout = 10_000 } = options
  // Node counts from the opening of a connection, which may be long before it is used. And headers above the whole would end its
  // looking altogether.
  const timing = { requestTimeout: keepAliveTimeout, headersTimeout: keepAliveTimeout }
  const arrivals = new Arrivals(requestTimeout)
  const { certificates, direct } = options
  const isDraining = () => draining
  const listener: RequestListener = getRequestListener((request, bindings) =>
    fetch(request, bindings as Bindings),
  )
  const onRequest: RequestListener = (request, response) => {
    arrivals.expect(request)
    if (!direct?.(request, response, isDraining)) listener(request, response)
  }
  const server = certificates
    ? secureServer(onRequest, certificates, timing)
    : createHttpServer(timing, onRequest)
  const http = server as HttpServer
  http.keepAliveTimeout = keepAliveTimeout
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(options.port, options.host, () => resolve())
  })
  return {
    port: (http.address() as AddressInfo).port,
    async close(drainMs = 0) {
      draining = true
      await new Promise((resolve) => setTimeout(resolve, drainMs))
      const closed = new Promise<void>((resolve) => http.close(() => resolve()))
      http.closeIdleConnections()
      const cut = setTimeout(() => http.closeAllConnections(), 2000)
      await closed
      clearTimeout(cut)
      arrivals.stop()
    },
  }
}

function secureServer(
  onRequest: RequestListener,
  certificates: CertificateSource,
  timing: Readonly<Record<string, number>>,
) {
  const certificate = certificates.current()
  if (!certificate) throw new Error('there is no server certificate yet')
  const asks = certificate.clientAuthorities !== undefined
  const server: HttpsServer = createHttpsServer(
    {
      ...secretsOf(certificate),
      minVersion,
      ...timing,
      ...(asks ? { requestCert: true, rejectUnauthorized: true } : {}),
    },
    onRequest,
  )
  certificates.onChange((next) => server.setSecureContext({ ...secretsOf(next), minVersion }))
  return server
}

function secretsOf({ certificate: cert, key, clientAuthorities: ca }: ServerCertificate) {
  return { cert, key, ...(ca === undefined ? {} : { ca }) }
}
