import { X509Certificate } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  type Authority,
  authorityLifetime,
  createAuthority,
  day,
  hour,
} from '../../../src/server/certificates/authority.ts'
import { watchFolder } from '../../../src/server/certificates/folder.ts'
import { issueLeaf } from '../../../src/server/certificates/leaf.ts'
import { HeldMaterial } from '../../../src/server/certificates/material.ts'
import { certificatesOf, joinPem } from '../../../src/server/certificates/pem.ts'
import { type AuthorityData, lifetimes, rotate } from '../../../src/server/certificates/rotation.ts'
import { ServingCertificates } from '../../../src/server/certificates/serving.ts'

const start = new Date('2027-01-01T00:00:00Z')
const { overlap } = lifetimes
const later = (ms: number, from = start) => new Date(from.getTime() + ms)

let authority: Authority
beforeAll(async () => {
  authority = await createAuthority(start)
})

describe('a leaf', () => {
  it('is signed by the authority, for exactly the names asked for', async () => {
    const leaf = await issueLeaf(authority, ['fitgate-webhook.fitgate-system.svc', '127.0.0.1'], start)
    const [root] = certificatesOf(authority.certificate)
    const [certificate] = certificatesOf(leaf.certificate)
    expect(await certificate?.verify({ publicKey: root?.publicKey, date: start })).toBe(true)
    const asOthersSeeIt = new X509Certificate(leaf.certificate)
    expect(asOthersSeeIt.checkHost('fitgate-webhook.fitgate-system.svc')).toBeDefined()
    expect(asOthersSeeIt.checkIP('127.0.0.1')).toBeDefined()
    expect(asOthersSeeIt.checkHost('fitgate-webhook')).toBeUndefined()
  })

  it('is due for renewal at two thirds of its life', async () => {
    const leaf = await issueLeaf(authority, ['a'], start, 3 * hour)
    expect(leaf.notAfter).toEqual(later(3 * hour))
    expect(leaf.renewAt).toEqual(later(2 * hour))
  })

  it('is valid to whoever has another clock than the process that made it', async () => {
    const ahead = await issueLeaf(authority, ['a'], later(authorityLifetime / 2))
    const behind = await issueLeaf(authority, ['a'], later(-20 * 365 * day))
    for (const { certificate } of [ahead, behind]) {
      const [leaf] = certificatesOf(certificate)
      expect(leaf && leaf.notBefore <= start && start < leaf.notAfter).toBe(true)
    }
  })

  it('never outlives its authority', async () => {
    const late = later(authorityLifetime - hour)
    expect((await issueLeaf(authority, ['a'], late)).notAfter).toEqual(later(authorityLifetime))
  })
})

describe('rotation', () => {
  const advanced = async (data: AuthorityData | undefined, now: Date) => {
    const next = await rotate(data, now)
    if (!next) throw new Error('nothing was due')
    return next
  }
  const roots = (data: AuthorityData) => certificatesOf(data['ca.crt']).length

  it('trusts a new root before it signs, and the old one after', async () => {
    const created = await advanced(undefined, start)
    expect(created.step).toBe('created')
    expect(await rotate(created.data, later(authorityLifetime / 2))).toBeUndefined()

    const due = later((authorityLifetime * 2) / 3 + day)
    const announced = await advanced(created.data, due)
    expect(announced.step).toBe('announced')
    expect(announced.data['ca.key']).toBe(created.data['ca.key'])
    expect(certificatesOf(announced.data['ca.crt'])[0]?.serialNumber).toBe(
      certificatesOf(created.data['ca.crt'])[0]?.serialNumber,
    )
    expect(roots(announced.data)).toBe(2)
    expect(await rotate(announced.data, later(overlap - 1, due))).toBeUndefined()

    const promoted = await advanced(announced.data, later(overlap, due))
    expect(promoted.step).toBe('promoted')
    expect(promoted.data['ca.key']).toBe(announced.data['next.key'])
    expect(promoted.data['next.key']).toBeUndefined()
    expect(promoted.data['snapshot.key']).toBe(created.data['snapshot.key'])
    expect(roots(promoted.data)).toBe(2)
    const leaf = await issueLeaf(
      { certificate: promoted.data['ca.crt'], key: promoted.data['ca.key'] },
      ['a'],
      later(overlap, due),
    )
    const [signer] = certificatesOf(promoted.data['ca.crt'])
    const [certificate] = certificatesOf(leaf.certificate)
    expect(await certificate?.verify({ publicKey: signer?.publicKey, signatureOnly: true })).toBe(true)

    expect(await rotate(promoted.data, later(authorityLifetime + day / 2))).toBeUndefined()
    const pruned = await advanced(promoted.data, later(authorityLifetime + day))
    expect(pruned.step).toBe('pruned')
    expect(roots(pruned.data)).toBe(1)
    expect(await rotate(pruned.data, later(authorityLifetime + day))).toBeUndefined()
  })

  it('does not wait where the old root has expired already', async () => {
    const created = await advanced(undefined, start)
    const promoted = await advanced(created.data, later(authorityLifetime + hour))
    expect(promoted.step).toBe('promoted')
    expect(promoted.data['ca.key']).not.toBe(created.data['ca.key'])
    // the clock of whoever verifies may be another, and mounted Secrets arrive late
    expect(roots(promoted.data)).toBe(2)
    expect(await rotate(promoted.data, later(authorityLifetime + 2 * hour))).toBeUndefined()
    expect((await advanced(promoted.data, later(authorityLifetime + 2 * day))).step).toBe('pruned')
  })

  it('makes bundles that stay readable when joined', () => {
    const ends = joinPem([authority.certificate.trim(), authority.certificate])
    expect(ends).toMatch(/-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----/)
    expect(certificatesOf(ends)).toHaveLength(2)
  })
})

describe('serving certificates', () => {
  it('are issued when material comes, renewed when due, and issued anew when the authority changes', async () => {
    let now = start
    const material = new HeldMaterial()
    const source = new ServingCertificates({ material, names: ['a'], now: () => now })
    const changed = vi.fn()
    source.onChange(changed)
    await source.check()
    expect(source.current()).toBeUndefined()

    material.set({ bundle: authority.certificate, key: authority.key, snapshotKey: 'k' })
    await source.check()
    const first = source.current()
    expect(changed).toHaveBeenCalledTimes(1)

    now = later(15 * hour)
    await source.check()
    expect(source.current()).toBe(first)

    now = later(5 * day) // the process was paused: everything is long past
    await source.check()
    expect(source.current()?.notAfter).toEqual(later(6 * day))

    now = start // the clock is put back
    await source.check()
    expect(source.current()?.notAfter).toEqual(later(day))
    now = later(5 * day)
    await source.check()

    const other = await createAuthority(now)
    material.set({ bundle: other.certificate, key: other.key, snapshotKey: 'k' })
    await source.check()
    expect(changed).toHaveBeenCalledTimes(5)
    source.stop()
  })

  it('keep the old one when the new authority cannot be used', async () => {
    const material = new HeldMaterial()
    const onError = vi.fn()
    const source = new ServingCertificates({ material, names: ['a'], now: () => start, onError })
    material.set({ bundle: authority.certificate, key: authority.key, snapshotKey: 'k' })
    await source.check()
    const before = source.current()
    material.set({ bundle: authority.certificate, key: 'no key', snapshotKey: 'k' })
    await source.check()
    expect(source.current()).toBe(before)
    expect(onError).toHaveBeenCalled()
    source.stop()
  })
})

describe('the folder of the mounted Secret', () => {
  const folders: string[] = []
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
  })

  it('is read again when its content changes, and a bad read keeps what was there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fitgate-ca-'))
    folders.push(folder)
    const write = (name: string, text: string) => writeFile(join(folder, name), text)
    const reads: unknown[] = []
    const source = await watchFolder({ folder, interval: 5, onRead: (error) => reads.push(error) })
    const changed = vi.fn()
    source.onChange(changed)
    expect(source.current()).toBeUndefined()
    expect(reads[0]).toMatchObject({ code: 'ENOENT' })

    await write('ca.crt', 'bundle')
    await write('ca.key', 'key')
    await write('snapshot.key', 'secret\n')
    await vi.waitFor(() =>
      expect(source.current()).toEqual({ bundle: 'bundle', key: 'key', snapshotKey: 'secret' }),
    )
    await write('ca.key', '')
    const before = reads.length
    await vi.waitFor(() => expect(reads.length).toBeGreaterThan(before + 2))
    expect(source.current()?.key).toBe('key')
    expect(changed).toHaveBeenCalledTimes(1)
    source.stop()
  })
})
