/**
 * Our own certificate authority: one P-256 root that signs the leaves of the webhooks and of the snapshot server, nothing else.
 * @module
 */
import { ecdsa, joinPem, privateKeyPem, signing } from './pem.ts'
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from './x509.ts'

export interface Authority {
  /** PEM, newline at the end. */
  readonly certificate: string
  /** PKCS #8 PEM. */
  readonly key: string
}

export const hour = 3_600_000
export const day = 24 * hour

/** Two years: long enough that a cluster switched off for months comes back, short enough that renewal is exercised. ms */
export const authorityLifetime = 730 * day

/** Certificates are valid from a little before they are made, for clocks that run behind. ms */
export const backdating = 5 * 60_000

/** 16 random bytes, positive: unique without a counter to keep. */
export function serialNumber(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** A new root. Its name carries the day, so that people can tell two in a bundle apart. */
export async function createAuthority(now: Date): Promise<Authority> {
  const keys = await crypto.subtle.generateKey(ecdsa, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=fitgate CA ${now.toISOString().slice(0, 10)}, O=fitgate`,
    notBefore: new Date(now.getTime() - backdating),
    notAfter: new Date(now.getTime() + authorityLifetime),
    keys,
    signingAlgorithm: signing,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificate: joinPem([certificate.toString('pem')]), key: await privateKeyPem(keys.privateKey) }
}
