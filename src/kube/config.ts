/**
 * Where the API server is and who we are: a kubeconfig or the pod's own account, read by @kubernetes/client-node,
 * which is loaded only here and only when called (it costs half a second and 50 MiB).
 * @module
 */
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import type { Cluster, KubeConfig, User } from '@kubernetes/client-node'
import type { Credentials } from './credentials.ts'
import { type ExecPlugin, execCredentials } from './exec-credential.ts'
import { tokenFile } from './token-file.ts'

/** How to reach and convince the API server, as `node:https` takes it. */
export interface ConnectionOptions {
  readonly ca?: string | Buffer
  readonly cert?: string | Buffer
  readonly key?: string | Buffer
  /** Credentials and impersonation. */
  readonly headers: Readonly<Record<string, string>>
  /** Default true. */
  readonly rejectUnauthorized?: boolean
  /** The name the server's certificate is checked against, when it is not the host's. */
  readonly servername?: string
}

export interface ConnectionSource {
  /** `https://host:port`, with a path when the API is served under one. */
  readonly server: URL
  /** The namespace of the context, or the pod's own. */
  readonly namespace?: string
  /** Called for every request, so that rotated tokens and certificates are used at once. */
  options(): Promise<ConnectionOptions>
  /**
   * The server answered 401: credentials that were kept are read anew.
   * @returns whether asking once more may help
   */
  refused?(): boolean
}

/**
 * @param path a kubeconfig; default `$KUBECONFIG`, then `~/.kube/config`, then the pod's own account
 * @throws Error when there is none, when it names no cluster, or when it needs a proxy
 */
export async function loadKubeconfig(path?: string): Promise<ConnectionSource> {
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  const files = path === undefined ? defaultFiles() : [path]
  if (path !== undefined) config.loadFromFile(path)
  else if (files.length > 0) config.loadFromDefault()
  else if (process.env.KUBERNETES_SERVICE_HOST) config.loadFromCluster()
  else throw new Error('no kubeconfig: set KUBECONFIG, or write ~/.kube/config, or run in a cluster')
  readTokenFiles(config, files, (await import('yaml')).parse)
  return connectionOf(config, path ?? files.join(delimiter))
}

function defaultFiles(): string[] {
  const listed = (process.env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '')
  if (listed.length > 0) return listed
  const standard = join(homedir(), '.kube', 'config')
  return existsSync(standard) ? [standard] : []
}

/** `tokenFile` of a user, which client-node does not know, becomes the form that it has for the pod's own account. */
function readTokenFiles(
  config: KubeConfig,
  files: readonly string[],
  parse: (text: string) => unknown,
): void {
  for (const file of files) {
    const read = parse(readFileSync(file, 'utf8')) as {
      users?: readonly { name: string; user?: { tokenFile?: string } }[] | null
    } | null
    for (const { name, user } of read?.users ?? []) {
      if (!user?.tokenFile) continue
      const tokenFile = resolve(dirname(file), user.tokenFile)
      config.users = config.users.map((known) =>
        known.name === name && !known.token
          ? { ...known, authProvider: { name: 'tokenFile', config: { tokenFile } } }
          : known,
      )
    }
  }
}

function connectionOf(config: KubeConfig, origin: string): ConnectionSource {
  const cluster = config.getCurrentCluster()
  if (!cluster) throw new Error(`kubeconfig ${origin}: the current context names no cluster`)
  if (cluster.proxyUrl) {
    throw new Error(`kubeconfig ${origin}: cluster ${cluster.name} needs a proxy-url, which is not supported`)
  }
  const namespace = config.getContextObject(config.getCurrentContext())?.namespace
  const user = config.getCurrentUser()
  const credentials = user ? changingCredentials(user, cluster) : undefined
  if (credentials && user) {
    // What changes is ours to read; the rest of the user, impersonation for example, is client-node's.
    const { exec: _, authProvider: __, ...rest } = user
    config.users = config.users.map((known) => (known === user ? rest : known))
  }
  return {
    server: new URL(cluster.server),
    ...(namespace ? { namespace } : {}),
    async options() {
      const read: Parameters<KubeConfig['applyToHTTPSOptions']>[0] = { headers: {} }
      await config.applyToHTTPSOptions(read)
      const options = optionsOf(read)
      if (!credentials) return options
      const { token, ...certificate } = await credentials.current()
      const headers = token ? { ...options.headers, Authorization: `Bearer ${token}` } : options.headers
      return { ...options, ...certificate, headers }
    },
    refused: () => credentials?.refused() ?? false,
  }
}

/** Token files and exec plugins; other kinds of users have nothing that changes, or client-node renews it. */
function changingCredentials(user: User, cluster: Cluster): Credentials | undefined {
  const exec: ExecPlugin | undefined = user.exec
  if (exec) {
    return execCredentials(exec, {
      server: cluster.server,
      ...(cluster.tlsServerName ? { 'tls-server-name': cluster.tlsServerName } : {}),
      ...(cluster.skipTLSVerify ? { 'insecure-skip-tls-verify': true } : {}),
      ...(cluster.caData ? { 'certificate-authority-data': cluster.caData } : {}),
    })
  }
  const file: unknown = user.authProvider?.config?.tokenFile
  return typeof file === 'string' ? tokenFile(file) : undefined
}

/** What client-node writes into `https.RequestOptions`, as far as a request of ours needs it. */
function optionsOf(read: {
  ca?: unknown
  cert?: unknown
  key?: unknown
  auth?: unknown
  headers?: unknown
  rejectUnauthorized?: unknown
  servername?: unknown
}): ConnectionOptions {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(read.headers ?? {})) headers[name] = String(value).trim()
  if (typeof read.auth === 'string') {
    headers.Authorization = `Basic ${Buffer.from(read.auth).toString('base64')}`
  }
  return {
    headers,
    ...pem('ca', read.ca),
    ...pem('cert', read.cert),
    ...pem('key', read.key),
    ...(read.rejectUnauthorized === false ? { rejectUnauthorized: false } : {}),
    ...(typeof read.servername === 'string' ? { servername: read.servername } : {}),
  }
}

function pem<Name extends string>(name: Name, value: unknown): { [key in Name]?: string | Buffer } {
  const usable = typeof value === 'string' || Buffer.isBuffer(value)
  return usable ? ({ [name]: value } as { [key in Name]: string | Buffer }) : {}
}
