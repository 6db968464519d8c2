/**
 * A server certificate from two files that somebody else looks after: mounted by hand, or cert-manager's Secret (`tls.crt`, `tls.key`).
 * A pair that cannot be served is never shown (half of it may have been swapped already): the old one stays until the next look.
 * @module
 */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { poll } from '../poll.ts'
import type { CertificateSource, ServerCertificate } from './source.ts'

export interface CertificateFilesOptions {
  /** Path of the certificate, PEM, with what lies between it and the root. */
  readonly certificate: string
  /** Path of its private key, PEM. */
  readonly key: string
  /** Path of the authorities that sign the certificates of clients, PEM. Default: nobody is asked for one. */
  readonly clientAuthorities?: string
  /** ms between two looks. Default 1000. */
  readonly interval?: number
  /** Told of each look. Default: nobody. */
  readonly onRead?: (error?: unknown) => void
}

/** The first look has happened when the promise resolves, whether or not it found a pair that can be served. */
export async function watchCertificateFiles(options: CertificateFilesOptions): Promise<CertificateSource> {
  let current: ServerCertificate | undefined
  const listeners: ((certificate: ServerCertificate) => void)[] = []
  const polling = await poll({
    interval: options.interval ?? 1000,
    onLook: options.onRead,
    async look() {
      const { clientAuthorities: path } = options
      const [certificate, key, authorities] = await Promise.all([
        read(options.certificate),
        read(options.key),
        path === undefined ? undefined : read(path),
      ])
      const isSame = certificate === current?.certificate && key === current.key
      if (isSame && authorities === current?.clientAuthorities) return
      const pair = checked(certificate, key, options)
      if (current && hasEnded(pair) && !hasEnded(current))
        throw new Error(`${options.certificate} ended ${pair.notAfter.toISOString()}`)
      current =
        path === undefined || authorities === undefined
          ? pair
          : { ...pair, clientAuthorities: checkedAuthorities(authorities, path) }
      for (const listener of listeners) listener(current)
    },
  })
  return {
    current: () => current,
    onChange: (listener) => listeners.push(listener),
    stop() {
      polling.stop()
      listeners.length = 0
    },
  }
}

async function read(path: string): Promise<string> {
  const text = await readFile(path, 'utf8')
  if (text.trim() === '') throw new Error(`${path} is empty`)
  return text
}

/** @throws Error naming the file and what is wrong with it */
function checked(certificate: string, key: string, paths: CertificateFilesOptions): ServerCertificate {
  const leaf = firstOf(certificate, paths.certificate)
  const privateKey = parsed(paths.key, 'private key', () => createPrivateKey(key))
  if (!leaf.checkPrivateKey(privateKey))
    throw new Error(`${paths.key} is not the key of ${paths.certificate}`)
  servable(paths.certificate, { cert: certificate, key })
  return { certificate, key, notAfter: new Date(leaf.validTo) }
}

/** An empty list would be the system's own authorities, whose certificates anybody can have. @throws Error naming the file */
function checkedAuthorities(authorities: string, path: string): string {
  firstOf(authorities, path)
  servable(path, { ca: authorities })
  return authorities
}

const pemCertificate = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

/** The first of a file's certificates, when all of them can be read: Deno would show those behind it unread. @throws Error naming the file */
function firstOf(text: string, path: string): X509Certificate {
  const [first] = (text.match(pemCertificate) ?? []).map((block, index) =>
    parsed(
      path,
      index === 0 ? 'certificate' : `readable certificate ${index + 1}`,
      () => new X509Certificate(block),
    ),
  )
  if (first === undefined) throw new Error(`${path} holds no certificate in PEM`)
  return first
}

/** Keys too short for TLS are found so. @throws Error naming the file */
function servable(path: string, secrets: Parameters<typeof createSecureContext>[0]): void {
  try {
    createSecureContext(secrets)
  } catch (error) {
    throw new Error(`${path} cannot be served: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** By the clock of this process. Where that is wrong both have ended, and the newer one is as good. */
function hasEnded({ notAfter }: ServerCertificate): boolean {
  return notAfter.getTime() <= Date.now()
}

function parsed<T>(path: string, what: string, parse: () => T): T {
  try {
    return parse()
  } catch {
    throw new Error(`${path} holds no ${what} in PEM`)
  }
}
