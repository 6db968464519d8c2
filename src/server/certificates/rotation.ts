/**
 * Renewing the authority without a failed request: the new one is trusted everywhere before it signs anything, and the old one stays
 * trusted until it expires. State lives in the Secret's data alone, so a crash between any two steps loses nothing.
 * @module
 */
import { type Authority, authorityLifetime, backdating, createAuthority, hour } from './authority.ts'
import { certificatesOf, joinPem } from './pem.ts'

/** The Secret's data, as text. */
export interface AuthorityData {
  /** Every trusted root: the signing one first, then the next one if there is one, then older ones. */
  readonly 'ca.crt': string
  /** Key of the first root of `ca.crt`. */
  readonly 'ca.key': string
  /** Set while a new root is on its way: trusted already, signing soon. */
  readonly 'next.crt'?: string
  readonly 'next.key'?: string
  /** 32 random bytes, base64: the snapshot's key. */
  readonly 'snapshot.key': string
}

/** How long a new root is only trusted before it signs: mounted Secrets take minutes to arrive, bundles seconds. ms */
export const overlap = hour

export type RotationStep = 'created' | 'announced' | 'promoted' | 'pruned'

/** The first data, or the next step of a renewal; `undefined` when nothing is due. */
export async function rotate(
  data: AuthorityData | undefined,
  now: Date,
): Promise<{ readonly step: RotationStep; readonly data: AuthorityData } | undefined> {
  if (!data) {
    const authority = await createAuthority(now)
    return { step: 'created', data: signedBy(authority, [], randomKey()) }
  }
  const roots = certificatesOf(data['ca.crt'])
  const current = roots[0]
  if (!current) throw new Error('ca.crt of the authority holds no certificate')
  const next = nextOf(data)
  if (next) {
    const announced = (certificatesOf(next.certificate)[0]?.notBefore.getTime() ?? 0) + backdating
    if (now.getTime() - announced < overlap && now < current.notAfter) return undefined
    return { step: 'promoted', data: signedBy(next, alive(data['ca.crt'], now), data['snapshot.key']) }
  }
  if (now.getTime() > current.notAfter.getTime() - authorityLifetime / 3) {
    const authority = await createAuthority(now)
    // Nothing to be gentle with: what the old one signed is refused already.
    if (now >= current.notAfter) {
      return { step: 'promoted', data: signedBy(authority, [], data['snapshot.key']) }
    }
    const [signer = '', ...older] = alive(data['ca.crt'], now)
    const bundle = joinPem([signer, authority.certificate, ...older])
    return {
      step: 'announced',
      data: { ...data, 'ca.crt': bundle, 'next.crt': authority.certificate, 'next.key': authority.key },
    }
  }
  const kept = alive(data['ca.crt'], now)
  return kept.length < roots.length
    ? { step: 'pruned', data: { ...data, 'ca.crt': joinPem(kept) } }
    : undefined
}

function signedBy(authority: Authority, others: readonly string[], snapshotKey: string): AuthorityData {
  const older = others.filter((certificate) => certificate !== authority.certificate)
  return {
    'ca.crt': joinPem([authority.certificate, ...older]),
    'ca.key': authority.key,
    'snapshot.key': snapshotKey,
  }
}

function nextOf(data: AuthorityData): Authority | undefined {
  const { 'next.crt': certificate, 'next.key': key } = data
  return certificate && key ? { certificate, key } : undefined
}

/** The signer, whatever its age (nothing else could sign), and every other root that has not expired. */
function alive(bundle: string, now: Date): string[] {
  return certificatesOf(bundle)
    .filter((certificate, index) => index === 0 || certificate.notAfter > now)
    .map((certificate) => joinPem([certificate.toString('pem')]))
}

function randomKey(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')
}
