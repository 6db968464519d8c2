/**
 * Who may talk to the API server of a sandbox: one administrator with a token, and the keys of service accounts.
 * @module
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { ConnectionSource } from '../kube/config.ts'
import { createAuthority } from './certificates.ts'
import type { Layout } from './layout.ts'

/** The files of the `pki` folder. */
export const pkiFiles = {
  authority: 'ca.crt',
  apiServerCertificate: 'apiserver.crt',
  apiServerKey: 'apiserver.key',
  serviceAccountKey: 'service-account.key',
  serviceAccountPublicKey: 'service-account.pub',
  tokens: 'tokens.csv',
  /** A folder, as controller-runtime reads its webhook certificate: `tls.crt`, `tls.key`. */
  lws: 'lws',
} as const

const apiServerNames = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc']

export interface Credentials {
  /** PEM. */
  readonly authority: string
  readonly server: string
  readonly token: string
}

/**
 * Creates every secret of a sandbox and writes it, and the kubeconfig of its administrator, where the components read them.
 *
 * @param addresses of the API server, beside 127.0.0.1
 */
export async function createCredentials(
  layout: Layout,
  server: string,
  addresses: readonly string[] = [],
): Promise<Credentials> {
  const authority = await createAuthority()
  const [apiServer, lws] = await Promise.all([
    authority.issue('kube-apiserver', apiServerNames, addresses),
    authority.issue('lws-webhook'),
  ])
  const accounts = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const token = randomBytes(24).toString('base64url')
  const credentials = { authority: authority.certificate, server, token }
  await mkdir(join(layout.pki, pkiFiles.lws), { recursive: true, mode: 0o700 })
  const files: Readonly<Record<string, string>> = {
    [pkiFiles.authority]: authority.certificate,
    [pkiFiles.apiServerCertificate]: apiServer.certificate,
    [pkiFiles.apiServerKey]: apiServer.key,
    [pkiFiles.serviceAccountKey]: accounts.privateKey.export({ type: 'sec1', format: 'pem' }).toString(),
    [pkiFiles.serviceAccountPublicKey]: accounts.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    [pkiFiles.tokens]: `${token},sandbox-admin,sandbox-admin,"system:masters"\n`,
    [join(pkiFiles.lws, 'tls.crt')]: lws.certificate,
    [join(pkiFiles.lws, 'tls.key')]: lws.key,
  }
  await Promise.all([
    ...Object.entries(files).map(([name, text]) => writeFile(join(layout.pki, name), text, { mode: 0o600 })),
    writeFile(layout.kubeconfig, kubeconfigOf(credentials), { mode: 0o600 }),
  ])
  return credentials
}

/** The administrator's credentials of a sandbox that another process started. */
export async function readCredentials(layout: Layout, server: string): Promise<Credentials> {
  const [authority, tokens] = await Promise.all([
    readFile(join(layout.pki, pkiFiles.authority), 'utf8'),
    readFile(join(layout.pki, pkiFiles.tokens), 'utf8'),
  ])
  return { authority, server, token: tokens.split(',')[0] ?? '' }
}

export function kubeconfigOf({ authority, server, token }: Credentials, user = 'sandbox-admin'): string {
  const name = 'fitgate-sandbox'
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name, cluster: { server, 'certificate-authority-data': Buffer.from(authority).toString('base64') } },
    ],
    users: [{ name: user, user: { token } }],
    contexts: [{ name, context: { cluster: name, user } }],
    'current-context': name,
  })
}

/** The same connection for our own client, without reading the file again. */
export function connectionOf({ authority, server, token }: Credentials): ConnectionSource {
  return {
    server: new URL(server),
    options: async () => ({ ca: authority, headers: { authorization: `Bearer ${token}` } }),
  }
}
