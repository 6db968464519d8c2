/**
 * Server certificates: every process signs its own in memory, short-lived, so none is ever stored or mounted.
 * @module
 */
import { isIP } from 'node:net'
import { type Authority, backdating, day, serialNumber } from './authority.ts'
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
  X509CertificateGenerator,
} from './x509.ts'

/** Default life of a leaf, ms. */
export const leafLifetime = day

export interface Leaf extends ServerCertificate {
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
  const notAfter = new Date(Math.min(now.getTime() + lifetime, issuer.notAfter.getTime()))
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `CN=${names[0]?.slice(0, 64) ?? 'fitgate'}`,
    issuer: issuer.subject,
    notBefore: new Date(now.getTime() - backdating),
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
    renewAt: new Date(now.getTime() + ((notAfter.getTime() - now.getTime()) * 2) / 3),
  }
}
