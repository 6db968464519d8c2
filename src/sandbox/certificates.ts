/**
 * An authority for one sandbox, and server certificates of it for 127.0.0.1. Made before anything starts, so that every
 * component can be configured at once and nobody has to wait for the API server to sign for itself.
 * @module
 */
import 'reflect-metadata'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const dayMs = 24 * 60 * 60 * 1000
/** A sandbox is not meant to live longer. */
const lifeMs = 365 * dayMs

export interface KeyPair {
  /** PEM. */
  readonly certificate: string
  /** PKCS#8 PEM. */
  readonly key: string
}

export interface Authority {
  /** PEM of the authority's own certificate. */
  readonly certificate: string
  /** A server certificate for 127.0.0.1, localhost, more DNS names and more IP addresses. */
  issue(commonName: string, dnsNames?: readonly string[], addresses?: readonly string[]): Promise<KeyPair>
  /** A client certificate: a user, to Kubernetes, and the group it is in. */
  issueClient(user: string, group: string): Promise<KeyPair>
}

export async function createAuthority(): Promise<Authority> {
  const keys = await generateKeys()
  const name = 'CN=fitgate sandbox'
  const authority = await X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    signingAlgorithm: algorithm,
    ...validity(),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  })
  const issue = async (subject: string, usage: ExtendedKeyUsage, names: readonly JsonGeneralName[]) => {
    const own = await generateKeys()
    const certificate = await X509CertificateGenerator.create({
      issuer: name,
      subject,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: algorithm,
      ...validity(),
      extensions: [
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([usage]),
        ...(names.length > 0 ? [new SubjectAlternativeNameExtension([...names])] : []),
      ],
    })
    const key = await crypto.subtle.exportKey('pkcs8', own.privateKey)
    return { certificate: certificate.toString('pem'), key: PemConverter.encode(key, 'PRIVATE KEY') }
  }
  return {
    certificate: authority.toString('pem'),
    issue: (commonName, dnsNames = [], addresses = []) =>
      issue(`CN=${commonName}`, ExtendedKeyUsage.serverAuth, [
        ...['127.0.0.1', ...addresses].map((value) => ({ type: 'ip' as const, value })),
        ...['localhost', ...dnsNames].map((value) => ({ type: 'dns' as const, value })),
      ]),
    issueClient: (user, group) => issue(`O=${group}, CN=${user}`, ExtendedKeyUsage.clientAuth, []),
  }
}

function generateKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

/** From a little earlier than now: clocks that are read twice can go back. */
function validity(): { readonly notBefore: Date; readonly notAfter: Date } {
  const now = Date.now()
  return { notBefore: new Date(now - 60_000), notAfter: new Date(now + lifeMs) }
}
