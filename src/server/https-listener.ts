/**
 * An HTTPS listener: opens as soon as there is a certificate to show.
 * @module
 */
import type { Registry } from 'prom-client'
import type { CertificateSource, ServerCertificate } from './certificates/source.ts'
import { type Address, type Host, type HostOptions, serve } from './host.ts'
import type { Log } from './log.ts'
import { certificateExpiry } from './metrics/process.ts'

export interface HttpsListenerOptions {
  readonly fetch: HostOptions['fetch']
  readonly direct?: HostOptions['direct']
  readonly listen: Address
  readonly certificates: CertificateSource
  readonly registry: Registry
  readonly log: Log
  /** For the log. */
  readonly what: string
}

export interface HttpsListener {
  /** Rejects when the address cannot be listened on; resolves when it is. */
  readonly listening: Promise<Host>
  isListening(): boolean
  close(drainMs: number): Promise<void>
}

export function listenHttps(options: HttpsListenerOptions): HttpsListener {
  const { certificates, registry, log, what } = options
  certificateExpiry(registry, certificates)
  let host: Host | undefined
  let closed = false
  const open = async (): Promise<Host> => {
    const { fetch, direct } = options
    host = await serve({
      ...options.listen,
      fetch,
      certificates,
      ...(direct === undefined ? {} : { direct }),
    })
    log.info({ port: host.port }, `${what}: listening`)
    if (closed) await host.close()
    return host
  }
  const listening = new Promise<Host>((resolve, reject) => {
    let opened = false
    const show = ({ notAfter }: ServerCertificate) => {
      log.info({ notAfter }, `${what}: new certificate`)
      if (opened) return
      opened = true
      open().then(resolve, reject)
    }
    certificates.onChange(show)
    const already = certificates.current()
    if (already) show(already)
  })
  // Whoever started us hears of it by `listening`, perhaps not before something else has been awaited.
  listening.catch(() => {})
  return {
    listening,
    isListening: () => host !== undefined,
    async close(drainMs) {
      closed = true
      certificates.stop()
      await host?.close(drainMs)
    },
  }
}
