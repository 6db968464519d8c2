import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Authority, createAuthority, day } from '../../../src/server/certificates/authority.ts'
import { watchCertificateFiles } from '../../../src/server/certificates/files.ts'
import { issueLeaf } from '../../../src/server/certificates/leaf.ts'
import { ecdsa, joinPem, privateKeyPem, signing } from '../../../src/server/certificates/pem.ts'
import type { CertificateSource } from '../../../src/server/certificates/source.ts'
import {
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509CertificateGenerator,
} from '../../../src/server/certificates/x509.ts'
import { type Host, serve } from '../../../src/server/host.ts'
import { call } from '../https-call.ts'

type Pair = Pick<Authority, 'certificate' | 'key'>

let folder: string
let own: Authority
let first: Pair
let second: Pair
let source: CertificateSource
let host: Host
const faults: string[] = []
const at = (name: string) => join(folder, name)

/** A client that vouches for itself. */
async function client(): Promise<Pair> {
  const keys = await crypto.subtle.generateKey(ecdsa, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=api-server',
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + day),
    keys,
    signingAlgorithm: signing,
    extensions: [
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
    ],
  })
  return {
    certificate: joinPem([certificate.toString('pem')]),
    key: await privateKeyPem(keys.privateKey),
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitgate-clients-'))
  const now = new Date()
  own = await createAuthority(now)
  first = await client()
  second = await client()
  const leaf = await issueLeaf(own, ['127.0.0.1'], now)
  await writeFile(at('tls.crt'), leaf.certificate)
  await writeFile(at('tls.key'), leaf.key)
  await writeFile(at('clients.crt'), first.certificate)
  source = await watchCertificateFiles({
    certificate: at('tls.crt'),
    key: at('tls.key'),
    clientAuthorities: at('clients.crt'),
    interval: 5,
    onRead: (error) => error !== undefined && faults.push(String(error)),
  })
  const fetch = () => new Response('answered')
  host = await serve({ host: '127.0.0.1', port: 0, fetch, certificates: source })
})
afterAll(async () => {
  source.stop()
  await host.close()
  await rm(folder, { recursive: true })
})

const ask = (as?: Pair) =>
  call({ port: host.port, ca: own.certificate, ...as }).then(
    ({ body }) => body,
    () => 'turned away',
  )

describe('a server that asks its clients for a certificate', () => {
  it('answers those of its authorities and nobody else', async () => {
    expect(await ask(first)).toBe('answered')
    expect(await ask(second)).toBe('turned away')
    expect(await ask()).toBe('turned away')
  })

  it('follows the file, but never into asking nobody', async () => {
    await writeFile(at('clients.crt'), '')
    await vi.waitFor(() => expect(faults.at(-1)).toMatch(/clients\.crt is empty/))
    expect(await ask()).toBe('turned away')
    expect(await ask(first)).toBe('answered')
    await writeFile(at('clients.crt'), second.certificate)
    await vi.waitFor(async () => expect(await ask(second)).toBe('answered'))
    expect(await ask(first)).toBe('turned away')
  })
})
