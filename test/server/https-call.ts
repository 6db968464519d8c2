/**
 * One HTTPS request from a client that trusts `ca` alone, on an agent of its own unless one is given.
 * @module
 */
import { Agent, request } from 'node:https'
import type { TLSSocket } from 'node:tls'

export interface Called {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  /** Serial number of the certificate the server showed. */
  readonly serial: string
  /** Whether the connection had been used before. */
  readonly reused: boolean
}

export interface CallOptions {
  readonly port: number
  readonly ca: string
  readonly path?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly agent?: Agent
  /** The client's own certificate, PEM. */
  readonly certificate?: string
  readonly key?: string
}

export function call(options: CallOptions): Promise<Called> {
  const { port, ca, path = '/', method = 'GET', headers = {}, body, certificate: cert, key } = options
  const agent = options.agent ?? new Agent({ keepAlive: false })
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, ca, cert, key, path, method, headers, agent },
      (response) => {
        const serial = (response.socket as TLSSocket).getPeerCertificate().serialNumber
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: text,
            serial,
            reused: sent.reusedSocket,
          }),
        )
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}
