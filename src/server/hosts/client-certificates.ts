/**
 * The client certificate of a request, as whoever ended TLS tells of it. That one must drop what clients claim of themselves: where
 * reviews can reach the host past it, such a header proves nothing.
 * @module
 */
import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'

export type ClientCertificates = {
  /** SHA-256 of the DER, lower-case hex without colons. */
  readonly fingerprints: readonly string[]
} & (
  | {
      /** `cloudflare`: `request.cf.tlsClientAuth`. `xfcc`: Envoy's `x-forwarded-client-cert`. */
      readonly from: 'cloudflare' | 'xfcc'
    }
  | {
      /** A header with the PEM, URL-encoded: AWS load balancers, nginx. */
      readonly from: 'header'
      readonly header: string
    }
)

/** Whether the request came with one of the certificates. */
export function hasClientCertificate(request: Request, allowed: ClientCertificates): boolean {
  const fingerprint = fingerprintOf(request, allowed)
  return fingerprint !== undefined && allowed.fingerprints.includes(fingerprint)
}

function fingerprintOf(request: Request, allowed: ClientCertificates): string | undefined {
  switch (allowed.from) {
    case 'cloudflare':
      return fromCloudflare(request)
    case 'xfcc':
      return fromEnvoy(request.headers.get('x-forwarded-client-cert'))
    case 'header':
      return fromPem(request.headers.get(allowed.header))
  }
}

function fromCloudflare(request: Request): string | undefined {
  const { cf } = request as {
    cf?: { tlsClientAuth?: { certVerified?: string; certFingerprintSHA256?: string } }
  }
  const presented = cf?.tlsClientAuth
  if (presented?.certVerified !== 'SUCCESS') return undefined
  return presented.certFingerprintSHA256?.toLowerCase()
}

/** `By=…;Hash=…;Subject="…"`, one element a proxy on the way; the last was added by the proxy in front of us. */
function fromEnvoy(header: string | null): string | undefined {
  // quoted values may hold commas and semicolons
  const unquoted = header?.replaceAll(/"(?:\\.|[^"\\])*"/g, '""')
  const last = unquoted?.split(',').at(-1)
  return /(?:^|;)\s*Hash=([0-9a-f]{64})(?:;|$)/i.exec(last ?? '')?.[1]?.toLowerCase()
}

function fromPem(header: string | null): string | undefined {
  const pem = decoded(header ?? '')
  const body = /-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/.exec(pem)?.[1]
  if (body === undefined) return undefined
  return createHash('sha256').update(Buffer.from(body, 'base64')).digest('hex')
}

function decoded(header: string): string {
  try {
    return decodeURIComponent(header)
  } catch {
    return ''
  }
}
