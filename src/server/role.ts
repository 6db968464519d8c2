/**
 * What every role of `fitgate serve` is started with, and what it gives back.
 * @module
 */
import type { CertificateFiles } from './certificates/choice.ts'
import type { ServerConfig } from './config.ts'
import type { Address } from './host.ts'
import type { Log } from './log.ts'

export interface RoleOptions {
  readonly config: ServerConfig
  readonly log: Log
  /** Where the controller and its Secret live. */
  readonly namespace: string
  /** Names beside those of the Services, for which server certificates are made. */
  readonly serverNames: readonly string[]
  /** Seconds for which a stopping server still answers. */
  readonly drainSeconds: number
}

export interface HealthListenOptions {
  /** Plain HTTP: /healthz, /readyz, /metrics. */
  readonly httpListen: Address
}

export interface WebhookListenOptions {
  /** HTTPS: the webhooks. */
  readonly listen: Address
  /** Shown instead of a certificate that the process signs itself. */
  readonly certificateFiles?: CertificateFiles
  /** Reviews that may be in flight at once; above it they are told to come back. Default 500. */
  readonly maxInFlight?: number
}

export interface Running {
  /** Rejects when the role cannot go on, such as a port that is taken; else stays open. */
  readonly failed: Promise<never>
  /** Takes another configuration. Absent where the role decides by snapshots only, which bring theirs along. */
  readonly configure?: (config: ServerConfig) => void
  /** @param drain answer on for `drainSeconds` first, default true; without, stop at once */
  stop(drain?: boolean): Promise<void>
}

/** Names under which a Service of ours is reached, and the loopback for `kubectl port-forward` and the sandbox. */
export function serverNames(
  service: string,
  options: Pick<RoleOptions, 'namespace' | 'serverNames'>,
): string[] {
  const host = `${service}.${options.namespace}.svc`
  return [...new Set([host, `${host}.cluster.local`, 'localhost', '127.0.0.1', ...options.serverNames])]
}
