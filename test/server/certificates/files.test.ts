import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { writeMount } from '../../../src/sandbox/fitgate/secret-mount.ts'
import { type Authority, createAuthority, hour } from '../../../src/server/certificates/authority.ts'
import { watchCertificateFiles } from '../../../src/server/certificates/files.ts'
import { issueLeaf, type Leaf } from '../../../src/server/certificates/leaf.ts'
import type { CertificateSource } from '../../../src/server/certificates/source.ts'

let authority: Authority
let folder: string
let source: CertificateSource | undefined
let faults: string[]
beforeAll(async () => {
  authority = await createAuthority(new Date())
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitgate-tls-'))
  faults = []
})
afterEach(async () => {
  source?.stop()
  await rm(folder, { recursive: true })
})

const leaf = (lifetime?: number) => issueLeaf(authority, ['127.0.0.1'], new Date(), lifetime)
const base64 = (text: string) => Buffer.from(text).toString('base64')
/** As a kubelet shows cert-manager's Secret: both files at once, behind `..data`. */
const mount = ({ certificate, key }: Pick<Leaf, 'certificate' | 'key'>) =>
  writeMount(folder, {
    'ca.crt': base64(authority.certificate),
    'tls.crt': base64(certificate),
    'tls.key': base64(key),
  })
const watch = async () => {
  source = await watchCertificateFiles({
    certificate: join(folder, 'tls.crt'),
    key: join(folder, 'tls.key'),
    interval: 5,
    onRead(error) {
      if (error !== undefined) faults.push(String(error))
    },
  })
  return source
}

describe('a certificate from mounted files', () => {
  it('is there at once, with the time at which it ends', async () => {
    const first = await leaf(2 * hour)
    await mount(first)
    const { certificate, notAfter } = (await watch()).current() ?? {}
    expect(certificate).toBe(first.certificate)
    expect(notAfter?.getTime()).toBe(Math.floor(first.notAfter.getTime() / 1000) * 1000)
  })

  it('follows a kubelet that swaps the folder', async () => {
    await mount(await leaf())
    const watched = await watch()
    const changed = vi.fn()
    watched.onChange(changed)
    const second = await leaf()
    await mount(second)
    await vi.waitFor(() => expect(watched.current()?.certificate).toBe(second.certificate))
    expect(changed).toHaveBeenCalledTimes(1)
    expect(faults).toEqual([])
  })

  it('may come later than the process', async () => {
    const watched = await watch()
    expect(watched.current()).toBeUndefined()
    expect(faults[0]).toMatch(/ENOENT.*tls\.(crt|key)/)
    await mount(await leaf())
    await vi.waitFor(() => expect(watched.current()).toBeDefined())
  })

  it.each([
    ['the key of another', async () => ({ ...(await leaf()), key: (await leaf()).key }), /is not the key of/],
    [
      'no certificate',
      async () => ({ ...(await leaf()), certificate: 'x' }),
      /tls\.crt holds no certificate/,
    ],
    ['no key', async () => ({ ...(await leaf()), key: 'x' }), /tls\.key holds no private key/],
    ['nothing', async () => ({ certificate: '', key: '' }), /is empty/],
    [
      'one behind it that nobody can read',
      async () => {
        const next = await leaf()
        const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
        return { ...next, certificate: next.certificate + broken }
      },
      /tls\.crt holds no readable certificate 2/,
    ],
    [
      'one that has ended',
      () => issueLeaf(authority, ['127.0.0.1'], new Date(Date.now() - 3 * hour), 2 * hour),
      /tls\.crt ended 2/,
    ],
  ])('keeps the old pair when there is %s', async (_what, next, words) => {
    const first = await leaf()
    await mount(first)
    const watched = await watch()
    await mount(await next())
    await vi.waitFor(() => expect(faults[0]).toMatch(words))
    expect(watched.current()?.certificate).toBe(first.certificate)
  })
})
