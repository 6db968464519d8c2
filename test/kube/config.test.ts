import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { stringify } from 'yaml'
import { loadKubeconfig } from '../../src/kube/config.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'))
})
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => vi.unstubAllEnvs())

const base64 = (text: string) => Buffer.from(text).toString('base64')

/** A kubeconfig file with one cluster, one user and one context. */
function kubeconfig(cluster: object = {}, user: object = {}, namespace?: string): string {
  const file = join(folder, `config-${Math.random()}`)
  writeFileSync(
    file,
    stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'x',
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', namespace } }],
      clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:6443/k8s/clusters/c-1', ...cluster } }],
      users: [{ name: 'u', user }],
    }),
  )
  return file
}

describe('a kubeconfig', () => {
  it('says where the server is, as whom, and in which namespace', async () => {
    const source = await loadKubeconfig(kubeconfig({}, { token: 'secret' }, 'team'))
    expect(source.server.href).toBe('https://127.0.0.1:6443/k8s/clusters/c-1')
    expect(source.namespace).toBe('team')
    expect(await source.options()).toEqual({ headers: { Authorization: 'Bearer secret' } })
  })

  it('carries certificates, the name to check them against, and impersonation', async () => {
    const cluster = { 'certificate-authority-data': base64('CA'), 'tls-server-name': 'kubernetes' }
    const user = {
      'client-certificate-data': base64('CERT'),
      'client-key-data': base64('KEY'),
      as: 'somebody',
    }
    const { headers, ca, cert, key, servername } = await (
      await loadKubeconfig(kubeconfig(cluster, user))
    ).options()
    expect([ca, cert, key].map(String)).toEqual(['CA', 'CERT', 'KEY'])
    expect([servername, headers]).toEqual(['kubernetes', { 'Impersonate-User': 'somebody' }])
  })

  it('skips the check of the certificate only when told to', async () => {
    const checked = await loadKubeconfig(kubeconfig())
    const unchecked = await loadKubeconfig(kubeconfig({ 'insecure-skip-tls-verify': true }))
    expect((await checked.options()).rejectUnauthorized).toBeUndefined()
    expect((await unchecked.options()).rejectUnauthorized).toBe(false)
  })

  it('takes the token from a file beside it, which may change', async () => {
    writeFileSync(join(folder, 'token'), 'from a file\n')
    const source = await loadKubeconfig(kubeconfig({}, { tokenFile: 'token' }))
    expect((await source.options()).headers).toEqual({ Authorization: 'Bearer from a file' })
  })

  it('asks an exec plugin', async () => {
    const status = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'asked' },
    }
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'echo',
      args: [JSON.stringify(status)],
      interactiveMode: 'Never',
    }
    const source = await loadKubeconfig(kubeconfig({}, { exec }))
    expect((await source.options()).headers).toEqual({ Authorization: 'Bearer asked' })
  })

  it('sends a user name and password', async () => {
    const source = await loadKubeconfig(kubeconfig({}, { username: 'me', password: 'pw' }))
    expect((await source.options()).headers).toEqual({ Authorization: `Basic ${base64('me:pw')}` })
  })

  it('is found by $KUBECONFIG', async () => {
    vi.stubEnv('KUBECONFIG', kubeconfig({}, { token: 'env' }))
    expect((await (await loadKubeconfig()).options()).headers).toEqual({ Authorization: 'Bearer env' })
  })

  it.each([
    ['no kubeconfig anywhere', () => undefined, /set KUBECONFIG/],
    ['a proxy, which we could not use', () => kubeconfig({ 'proxy-url': 'http://proxy:3128' }), /proxy-url/],
    ['no file', () => join(folder, 'absent'), /ENOENT/],
  ])('is refused with a reason: %s', async (_, file, message) => {
    vi.stubEnv('KUBECONFIG', '')
    vi.stubEnv('HOME', folder)
    vi.stubEnv('KUBERNETES_SERVICE_HOST', '')
    await expect(loadKubeconfig(file())).rejects.toThrow(message)
  })
})
