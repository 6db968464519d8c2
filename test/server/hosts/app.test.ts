import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { defaultDecisionConfig } from '../../../src/inventory/snapshot.ts'
import { buildSnapshot } from '../../../src/inventory/snapshot-build.ts'
import { hostedApp } from '../../../src/server/hosts/app.ts'
import type { ClientCertificates } from '../../../src/server/hosts/client-certificates.ts'
import { SnapshotKeeper } from '../../../src/server/hosts/keeper.ts'
import { textSource } from '../../../src/server/hosts/stored-source.ts'
import { webhookApp } from '../../../webhooks/app.ts'
import { cluster, nodes } from '../../decide/builders.ts'
import { context, creating, endpoint, reviewing } from '../../webhooks/builders.ts'

const secretPath = 'a-path-that-nobody-guesses-0123456789'
const der = Buffer.from('the DER of a certificate')
const fingerprint = createHash('sha256').update(der).digest('hex')
const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`

const snapshot = buildSnapshot({
  hardware: cluster(nodes('MI300X', 1)),
  recipes: [],
  recipeUsers: {},
  config: defaultDecisionConfig,
  now: new Date(),
})

function host(options: { secretPath?: string; clientCertificates?: ClientCertificates }) {
  const keeper = new SnapshotKeeper({
    source: { what: 'nowhere', read: async () => Promise.reject(new Error('nothing')) },
  })
  const app = hostedApp({ ...options, keeper, webhooks: webhookApp({ getContext: () => context() }) })
  return async (path: string, headers: Readonly<Record<string, string>> = {}, cf?: unknown) => {
    const request = new Request(`http://host${path}`, {
      method: path.endsWith('z') ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: path.endsWith('z') ? undefined : JSON.stringify(reviewing(creating(endpoint()))),
    })
    return (await app.fetch(Object.assign(request, { cf }))).status
  }
}

describe('a host in the open', () => {
  it('answers below its secret path alone, and tells nothing elsewhere', async () => {
    const status = host({ secretPath })
    expect(await status(`/${secretPath}/mutate`)).toBe(200)
    for (const path of ['/mutate', `/${secretPath}x/mutate`, `/x/${secretPath}/mutate`, '//mutate', '/'])
      expect(await status(path)).toBe(404)
  })

  it('tells whoever asks that it lives, and whether it is ready', async () => {
    const status = host({ secretPath, clientCertificates: { from: 'xfcc', fingerprints: [fingerprint] } })
    expect(await status('/healthz')).toBe(200)
    expect(await status('/readyz')).toBe(503)
  })

  it('is unready from when it is told to end', async () => {
    const keeper = new SnapshotKeeper({ source: textSource(JSON.stringify(snapshot)) })
    await keeper.ready()
    const webhooks = webhookApp({ getContext: () => context() })
    const ready = async (isDraining: boolean) => {
      const answered = await hostedApp({ keeper, webhooks, isDraining: () => isDraining }).request('/readyz')
      return [answered.status, await answered.text()]
    }
    expect(await ready(false)).toEqual([200, 'ok\n'])
    expect(await ready(true)).toEqual([503, 'not ready: shutting down\n'])
  })

  it('believes Cloudflare only of a certificate it has verified', async () => {
    const status = host({ clientCertificates: { from: 'cloudflare', fingerprints: [fingerprint] } })
    const presented = (certVerified: string, certFingerprintSHA256: string) => ({
      tlsClientAuth: { certVerified, certFingerprintSHA256 },
    })
    expect(await status('/mutate', {}, presented('SUCCESS', fingerprint.toUpperCase()))).toBe(200)
    expect(await status('/mutate', {}, presented('SUCCESS', 'ab'))).toBe(404)
    expect(await status('/mutate', {}, presented('FAILED:self signed', fingerprint))).toBe(404)
    expect(await status('/mutate', { 'x-forwarded-client-cert': `Hash=${fingerprint}` })).toBe(404)
  })

  it('reads the last element of Envoy, past quotes that imitate one', async () => {
    const status = host({ clientCertificates: { from: 'xfcc', fingerprints: [fingerprint] } })
    const xfcc = (value: string) => status('/mutate', { 'x-forwarded-client-cert': value })
    expect(await xfcc(`By=spiffe://a;Hash=${fingerprint};Subject="CN=api, O=x"`)).toBe(200)
    expect(await xfcc(`Hash=${'0'.repeat(64)};Subject="a",Hash=${fingerprint}`)).toBe(200)
    expect(await xfcc(`Hash=${fingerprint};Subject="a",Hash=${'0'.repeat(64)}`)).toBe(404)
    expect(await xfcc(`Hash=${'0'.repeat(64)};Subject="a,Hash=${fingerprint}"`)).toBe(404)
    expect(await xfcc(`Subject="\\",Hash=${fingerprint}"`)).toBe(404)
    expect(await status('/mutate')).toBe(404)
  })

  it('takes the fingerprint of a PEM in the header it was told of', async () => {
    const status = host({
      clientCertificates: { from: 'header', header: 'x-cert', fingerprints: [fingerprint] },
    })
    expect(await status('/mutate', { 'x-cert': encodeURIComponent(pem) })).toBe(200)
    expect(await status('/mutate', { 'x-cert': encodeURIComponent(pem.replace('A', 'B')) })).toBe(404)
    for (const value of ['', '%', 'pem', fingerprint])
      expect(await status('/mutate', { 'x-cert': value })).toBe(404)
    expect(await status('/mutate', { 'x-other': encodeURIComponent(pem) })).toBe(404)
  })
})
