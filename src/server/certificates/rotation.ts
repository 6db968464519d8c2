/**
 * Renewing the authority without a failed request: the new one is trusted everywhere before it signs anything, and the old one stays
 * trusted until after it expired. State lives in the Secret's data alone, so a crash between any two steps loses nothing.
 * @module
 */
import { type Authority, authorityLifetime, createAuthority, day, hour, madeAt } from './authority.ts'
import { certificatesOf, joinPem } from './pem.ts'
import type { X509Certificate } from './x509.ts'

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

export interface Lifetimes {
  /** Of a root. Default two years. ms */
  readonly authority: number
  /** How long a new root is only trusted before it signs: mounted Secrets take minutes to arrive, bundles seconds. Default 1 h. ms */
  readonly overlap: number
  /** For which a root that expired is trusted on, by whoever has another clock, and after the next one began to sign. Default 1 d. ms */
  readonly grace: number
}

export const lifetimes: Lifetimes = { authority: authorityLifetime, overlap: hour, grace: day }

/** `restored`: the Secret was gone, and is back as it was. */
export type RotationStep = 'created' | 'announced' | 'promoted' | 'pruned' | 'restored'

/** The first data, or the next step of a renewal; `undefined` when nothing is due. */
export async function rotate(
  data: AuthorityData | undefined,
  now: Date,
  { authority, overlap, grace } = lifetimes,
): Promise<{ readonly step: RotationStep; readonly data: AuthorityData } | undefined> {
  if (!data)
    return { step: 'created', data: signedBy(await createAuthority(now, authority), [], randomKey()) }
  const roots = certificatesOf(data['ca.crt'])
  const [current] = roots
  if (!current) throw new Error('ca.crt of the authority holds no certificate')
  const hasExpired = now >= current.notAfter
  const next = nextOf(data)
  if (next) {
    const [announced] = certificatesOf(next.certificate)
    const isKnown = announced !== undefined && now.getTime() - madeAt(announced) >= overlap
    if (!isKnown && !hasExpired) return undefined
    return { step: 'promoted', data: signedBy(next, texts(roots), data['snapshot.key']) }
  }
  if (now.getTime() > current.notAfter.getTime() - authority / 3) {
    const made = await createAuthority(now, authority)
    // Nothing to be gentle with, where the clock is right: what the old one signed is refused already. It is trusted on where it is not.
    if (hasExpired) return { step: 'promoted', data: signedBy(made, texts(roots), data['snapshot.key']) }
    const [signer = '', ...older] = texts(roots)
    const bundle = joinPem([signer, made.certificate, ...older])
    return {
      step: 'announced',
      data: { ...data, 'ca.crt': bundle, 'next.crt': made.certificate, 'next.key': made.key },
    }
  }
  if (now.getTime() - madeAt(current) < grace) return undefined
  const kept = roots.filter((root, index) => index === 0 || now.getTime() - root.notAfter.getTime() < grace)
  return kept.length < roots.length
    ? { step: 'pruned', data: { ...data, 'ca.crt': joinPem(texts(kept)) } }
    : undefined
}

function texts(roots: readonly X509Certificate[]): string[] {
  return roots.map((root) => joinPem([root.toString('pem')]))
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

function randomKey(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')
}
