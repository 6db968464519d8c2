/**
 * An HTTPS listener whose certificate we sign ourselves: opens as soon as there is something to sign with.
 * @module
 */
import type { Registry } from 'prom-client'
import type { MaterialSource } from './certificates/material.ts'
import { ServingCertificates } from './certificates/serving.ts'
import { type Address, type Host, type HostOptions, serve } from './host.ts'
import type { Log } from './log.ts'
import { certificateExpiry } from './metrics/process.ts'

export interface HttpsListenerOptions {
  readonly fetch: HostOptions['fetch']
  readonly listen: Address
  readonly material: MaterialSource
  readonly names: readonly string[]
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
  const { material, names, registry, log, what } = options
  const certificates = new ServingCertificates({
    material,
    names,
    onError: (error) =>
      log.error({ err: error }, `${what}: no certificate could be issued; the old one stays`),
  })
  certificateExpiry(registry, certificates)
  let host: Host | undefined
  let closed = false
  const open = async (): Promise<Host> => {
    host = await serve({ ...options.listen, fetch: options.fetch, certificates })
    log.info({ port: host.port, names }, `${what}: listening`)
    if (closed) await host.close()
    return host
  }
  const listening = new Promise<Host>((resolve, reject) => {
    let opened = false
    certificates.onChange(({ notAfter }) => {
      log.info({ notAfter }, `${what}: certificate issued`)
      if (opened) return
      opened = true
      open().then(resolve, reject)
    })
  })
  // Whoever started us hears of it by `listening`, perhaps not before something else has been awaited.
  listening.catch(() => {})
  void certificates.check()
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
