/**
 * Credentials from a program of the kubeconfig (`exec`), as `client.authentication.k8s.io` describes it: asked once for
 * everybody who waits, kept until shortly before it expires, asked again when the server refuses it.
 * @module
 */
import { execFile } from 'node:child_process'
import process from 'node:process'
import type { Credential, Credentials } from './credentials.ts'

/** The `exec` of a user in a kubeconfig. */
export interface ExecPlugin {
  readonly apiVersion?: string
  readonly command: string
  readonly args?: readonly string[] | null
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null
  readonly interactiveMode?: 'Never' | 'IfAvailable' | 'Always'
  readonly installHint?: string
  readonly provideClusterInfo?: boolean
}

/** What a plugin is told of the cluster when it asks for that. */
export interface ExecCluster {
  readonly server: string
  readonly 'tls-server-name'?: string
  readonly 'insecure-skip-tls-verify'?: boolean
  readonly 'certificate-authority-data'?: string
}

export interface ExecOptions {
  /** Milliseconds since 1970; default `Date.now`: expiry is a date. */
  readonly date?: () => number
  /** After this the program counts as hung. Default 60. */
  readonly timeoutSeconds?: number
}

/** So long before the date the plugin gave, the next one is asked for: a request takes a while. */
const marginMs = 30_000
/** A credential that is refused when it is younger than this would not be better a moment later. */
const patienceMs = 5000

interface Held {
  readonly credential: Credential
  readonly at: number
  readonly expiresAt: number
}

export function execCredentials(
  plugin: ExecPlugin,
  cluster: ExecCluster,
  options: ExecOptions = {},
): Credentials {
  const { date = Date.now, timeoutSeconds = 60 } = options
  if (plugin.interactiveMode === 'Always') {
    throw new Error(`exec plugin ${plugin.command} wants to ask a person, and there is none`)
  }
  let held: Held | undefined
  let asking: Promise<Held> | undefined

  async function ask(): Promise<Held> {
    const at = date()
    const status = statusOf(plugin, await run(plugin, cluster, timeoutSeconds))
    const { token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp } = status
    const credential = { ...(token && { token }), ...(cert && { cert }), ...(key && { key }) }
    const expiresAt = expirationTimestamp === undefined ? Infinity : Date.parse(expirationTimestamp)
    held = { credential, at, expiresAt }
    return held
  }

  return {
    async current() {
      if (held && date() < held.expiresAt - Math.min(marginMs, (held.expiresAt - held.at) / 2)) {
        return held.credential
      }
      asking ??= ask().finally(() => {
        asking = undefined
      })
      return (await asking).credential
    },
    refused() {
      if (held && date() - held.at < patienceMs) return false
      held = undefined
      return true
    },
  }
}

function run(plugin: ExecPlugin, cluster: ExecCluster, timeoutSeconds: number): Promise<string> {
  const { command, args, env, apiVersion, provideClusterInfo, installHint } = plugin
  const info = {
    apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(provideClusterInfo ? { cluster } : {}) },
  }
  const set = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]))
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      args ?? [],
      {
        env: { ...process.env, ...set, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
        timeout: timeoutSeconds * 1000,
        killSignal: 'SIGKILL',
      },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout)
        const hint = installHint === undefined ? '' : `\n${installHint}`
        reject(
          new Error(`exec plugin ${command}: ${stderr.trim() || error.message}${hint}`, { cause: error }),
        )
      },
    )
    child.stdin?.end()
  })
}

interface ExecStatus {
  readonly token?: string
  readonly clientCertificateData?: string
  readonly clientKeyData?: string
  readonly expirationTimestamp?: string
}

/** @throws Error for an answer that holds no credential */
function statusOf({ command, apiVersion }: ExecPlugin, text: string): ExecStatus {
  let answer: { apiVersion?: unknown; kind?: unknown; status?: ExecStatus }
  try {
    answer = JSON.parse(text)
  } catch (cause) {
    throw new Error(`exec plugin ${command}: the answer is not JSON`, { cause })
  }
  const { status, kind } = answer
  if (kind !== 'ExecCredential' || (apiVersion !== undefined && answer.apiVersion !== apiVersion)) {
    throw new Error(
      `exec plugin ${command}: the answer is ${answer.apiVersion} ${kind}, not ${apiVersion} ExecCredential`,
    )
  }
  if (!status?.token && !(status?.clientCertificateData && status.clientKeyData)) {
    throw new Error(`exec plugin ${command}: the answer holds neither a token nor a certificate with its key`)
  }
  if (status.expirationTimestamp !== undefined && Number.isNaN(Date.parse(status.expirationTimestamp))) {
    throw new Error(`exec plugin ${command}: expirationTimestamp is not a date`)
  }
  return status
}
