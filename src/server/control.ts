/**
 * The part of a process that talks to the API server: authority, webhook bundles, controllers. Loads the Kubernetes client, so it is
 * imported by the roles that need it, when they start.
 * @module
 */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Registry } from 'prom-client'
import { type Controllers, startControllers } from '../controllers/start.ts'
import { backoffDelay } from '../kube/backoff.ts'
import { createClient } from '../kube/client.ts'
import { sleep, systemClock } from '../kube/clock.ts'
import { loadKubeconfig } from '../kube/config.ts'
import { HeldMaterial, type MaterialSource } from './certificates/material.ts'
import { keepAuthority } from './certificates/secret.ts'
import { keepWebhookBundles } from './certificates/webhook-bundle.ts'
import type { ServerConfig } from './config.ts'
import { auditMetrics } from './metrics/audit.ts'
import { controllerMetrics } from './metrics/controllers.ts'
import { certificateReads } from './metrics/process.ts'
import { selfAdmissionMetrics } from './metrics/self-admission.ts'
import { ownImage } from './own-image.ts'
import type { HealthListenOptions, RoleOptions } from './role.ts'
import type { Publisher } from './snapshot/publisher.ts'

export interface ControlOptions extends RoleOptions, HealthListenOptions {
  /** Default: `$KUBECONFIG`, `~/.kube/config`, then the pod's own account. */
  readonly kubeconfig?: string
  readonly leaderElect: boolean
  /** Whether the CA bundle of the webhook configurations is ours to keep; not where cert-manager injects its own. */
  readonly webhookBundle: boolean
}

export interface Control {
  /** Empty until the Secret was read or made. */
  readonly material: MaterialSource
  /** Rejects when a part could not be started for good. */
  readonly started: Promise<void>
  missing(): readonly string[]
  /** Takes what can change in a process that runs. */
  configure(config: ServerConfig): void
  stop(): Promise<void>
}

/** Starts in the background: an API server that is away is waited for. */
export function startControl(options: ControlOptions, registry: Registry, publisher: Publisher): Control {
  const { log } = options
  const metrics = controllerMetrics(registry)
  const audit = auditMetrics(registry)
  const selfAdmission = selfAdmissionMetrics(registry)
  const counted = certificateReads(registry)
  const material = new HeldMaterial()
  const stopping = new AbortController()
  const stops: (() => Promise<void> | void)[] = []
  let { config } = options
  /** For Jobs, where the configuration names none. */
  let image: string | undefined
  const withImage = (given: ServerConfig) => (image === undefined ? given : { image, ...given })
  let controllers: Controllers | undefined

  const start = async () => {
    const { apiRequestsPerSecond: requestsPerSecond } = config
    const client = createClient(await loadKubeconfig(options.kubeconfig), {
      ...(requestsPerSecond > 0 ? { rateLimit: { requestsPerSecond } } : {}),
      onRequest: metrics.onRequest,
      onWarning: (text) => log.warn({ text }, 'warning of the API server'),
    })
    stops.push(() => client.close())
    const authority = await patiently(
      () =>
        keepAuthority({
          client,
          namespace: options.namespace,
          onStep: (step) => log.info({ step }, 'certificate authority'),
          onRead(error) {
            counted(error)
            if (error) log.warn({ err: error }, 'the certificate authority cannot be read')
          },
        }),
      (error) => log.warn({ err: error }, 'the certificate authority cannot be read or made'),
      stopping.signal,
    )
    if (!authority) return
    stops.push(() => authority.stop())
    const take = () => {
      const current = authority.current()
      if (current) material.set(current)
    }
    authority.onChange(take)
    take()
    if (options.webhookBundle) {
      const bundles = keepWebhookBundles({
        client,
        material,
        metrics,
        onWritten: (kind) => log.info({ kind }, 'CA bundle written'),
        onError: (error) => log.warn({ err: error }, 'the CA bundle cannot be kept current'),
      })
      stops.push(() => bundles.stop())
    }
    image = await ownImage(client, options.namespace, hostname()).catch((error: unknown) => {
      log.warn({ err: error }, 'the image of this pod cannot be read, Jobs run the one of the configuration')
      return undefined
    })
    const before = config
    const running = await startControllers({
      client,
      config: withImage(config),
      namespace: options.namespace,
      metrics,
      log,
      publish: (snapshot) => publisher.publish(snapshot),
      identity: `${hostname()}_${randomUUID()}`,
      leaderElect: options.leaderElect,
      audit: { intervalSeconds: config.auditIntervalSeconds, hooks: audit },
      learnFrom: config.learnFrom,
      selfAdmission: { intervalSeconds: config.selfAdmissionIntervalSeconds, hooks: selfAdmission },
    })
    stops.push(() => running.stop())
    controllers = running
    if (config !== before) running.configure(withImage(config))
  }

  const started = start()
  // The role hears of it by `started`, perhaps not before something else has been awaited.
  started.catch(() => {})
  return {
    material,
    started,
    missing: () => [
      ...(material.current() ? [] : ['no certificate authority yet']),
      ...(controllers?.ready() ? [] : ['controllers are not in step with the API server yet']),
      ...(publisher.current() ? [] : ['no snapshot yet']),
    ],
    configure(next) {
      config = next
      controllers?.configure(withImage(next))
    },
    async stop() {
      stopping.abort()
      await started.catch(() => {})
      // Backwards: what was started last depends on what was started first.
      for (const stop of stops.reverse()) await stop()
      material.stop()
    },
  }
}

/** Tries until it succeeds; `undefined` when it was stopped first. */
async function patiently<T>(
  run: () => Promise<T>,
  onError: (error: unknown) => void,
  signal: AbortSignal,
): Promise<T | undefined> {
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      return await run()
    } catch (error) {
      onError(error)
      await sleep(systemClock, backoffDelay({ baseMs: 500, capMs: 10_000 }, failures, Math.random), signal)
    }
  }
  return undefined
}
