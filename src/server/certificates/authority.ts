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
  type X509Certificate,
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

/**
 * Roots are valid from long before they are made, and leaves from when their root is: a process whose clock ran ahead when it made one,
 * and was put right later, does not leave behind what others take for not valid yet. ms
 */
export const backdating = 10 * 365 * day

/** 16 random bytes, positive: unique without a counter to keep. */
export function serialNumber(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** When a root was made, by the clock of whoever made it. */
export function madeAt(root: X509Certificate): number {
  return root.notBefore.getTime() + backdating
}

/** A new root. Its name carries the day, so that people can tell two in a bundle apart. */
export async function createAuthority(now: Date, lifetime = authorityLifetime): Promise<Authority> {
  const keys = await crypto.subtle.generateKey(ecdsa, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=fitgate CA ${now.toISOString().slice(0, 10)}, O=fitgate`,
    notBefore: new Date(now.getTime() - backdating),
    notAfter: new Date(now.getTime() + lifetime),
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
