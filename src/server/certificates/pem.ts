/**
 * PEM texts and what is in them.
 * @module
 */
import { PemConverter, X509Certificate } from './x509.ts'

/** Certificates one below the other. Each ends with a newline: joined without, two of them make a bundle nobody can read. */
export function joinPem(certificates: readonly string[]): string {
  return certificates.map((pem) => `${pem.trim()}\n`).join('')
}

/** The certificates of a bundle, in order. @throws Error when a block is not a certificate */
export function certificatesOf(bundle: string): X509Certificate[] {
  return PemConverter.decodeWithHeaders(bundle)
    .filter((block) => block.type === 'CERTIFICATE')
    .map((block) => new X509Certificate(block.rawData))
}

/** PKCS #8 text of a private key. */
export async function privateKeyPem(key: CryptoKey): Promise<string> {
  const bytes = await crypto.subtle.exportKey('pkcs8', key)
  return joinPem([PemConverter.encode(bytes, PemConverter.PrivateKeyTag)])
}

/** The P-256 signing key of a PKCS #8 text. @throws Error when it is not one */
export async function privateKeyOf(pem: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(pem), ecdsa, true, ['sign'])
}

/** P-256: a handshake costs a fifth less than with RSA-2048, and keys are made in milliseconds. */
export const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const
export const signing = { name: 'ECDSA', hash: 'SHA-256' } as const
