/**
 * Server certificates: every process signs its own in memory, short-lived, so none is ever stored or mounted.
 * @module
 */
import { isIP } from 'node:net'
import { type Authority, day, madeAt, serialNumber } from './authority.ts'
import { certificatesOf, ecdsa, joinPem, privateKeyOf, privateKeyPem, signing } from './pem.ts'
import type { ServerCertificate } from './source.ts'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from './x509.ts'

/** Default life of a leaf, ms. */
export const leafLifetime = day

export interface Leaf extends ServerCertificate {
  /** By the clock of this process. */
  readonly issuedAt: Date
  /** Two thirds through its life: when to make the next one. */
  readonly renewAt: Date
}

/**
 * A leaf for `names` (DNS names or IP addresses), never outliving its issuer.
 * @throws Error when the authority's key or certificate cannot be read
 */
export async function issueLeaf(
  authority: Authority,
  names: readonly string[],
  now: Date,
  lifetime = leafLifetime,
): Promise<Leaf> {
  const issuer = certificatesOf(authority.certificate)[0]
  if (!issuer) throw new Error('the authority holds no certificate')
  const keys = await crypto.subtle.generateKey(ecdsa, true, ['sign', 'verify'])
  const notAfter = endOf(issuer, now, lifetime)
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `CN=${names[0]?.slice(0, 64) ?? 'fitgate'}`,
    issuer: issuer.subject,
    notBefore: issuer.notBefore,
    notAfter,
    publicKey: keys.publicKey,
    signingKey: await privateKeyOf(authority.key),
    signingAlgorithm: signing,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        names.map((name) => ({ type: isIP(name) ? ('ip' as const) : ('dns' as const), value: name })),
      ),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  })
  return {
    certificate: joinPem([certificate.toString('pem')]),
    key: await privateKeyPem(keys.privateKey),
    notAfter,
    issuedAt: now,
    renewAt: new Date(now.getTime() + (Math.min(lifetime, notAfter.getTime() - now.getTime()) * 2) / 3),
  }
}

/** A clock from before the authority was made is wrong, so that nothing can be told by it: the leaf lives as long as its issuer. */
function endOf(issuer: X509Certificate, now: Date, lifetime: number): Date {
  const isWrong = now.getTime() < madeAt(issuer) - day
  const end = isWrong ? Number.POSITIVE_INFINITY : now.getTime() + lifetime
  // X.509 knows whole seconds
  return new Date(Math.floor(Math.min(end, issuer.notAfter.getTime()) / 1000) * 1000)
}
