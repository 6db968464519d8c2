/**
 * `--role webhook`: answers reviews from a snapshot, knows no API server and loads no Kubernetes client.
 * @module
 */
import { holdBackCompilers } from './background-threads.ts'
import { filedCertificates, signedCertificates } from './certificates/choice.ts'
import { watchFolder } from './certificates/folder.ts'
import type { MaterialSource } from './certificates/material.ts'
import { boundHeap } from './heap.ts'
import type { Address } from './host.ts'
import { healthPaths, listenHttp } from './http-listener.ts'
import { certificateReads, createRegistry } from './metrics/process.ts'
import type { RoleOptions, Running, WebhookListenOptions } from './role.ts'
import { SnapshotHolder } from './snapshot/freshness.ts'
import { followSource, type SnapshotSource } from './snapshot/source.ts'
import { changesOf } from './told-once.ts'
import { listenWebhooks } from './webhook-server.ts'

export interface WebhookRoleOptions extends RoleOptions, WebhookListenOptions {
  readonly snapshot: SnapshotSource
  /** Folder of the mounted Secret: what certificates are signed with, and what the controller is believed by. */
  readonly caDir: string
  /** Plain HTTP: /healthz, /readyz, /metrics. Without it the webhooks' port answers to them too. */
  readonly httpListen?: Address
}

/** Resolves when the health listener is up, or at once where it has no port of its own; ready is what `/readyz` says. */
export async function startWebhookRole(options: WebhookRoleOptions): Promise<Running> {
  boundHeap()
  holdBackCompilers()
  const { log, certificateFiles } = options
  const registry = createRegistry()
  const counted = certificateReads(registry)
  // With a certificate and a snapshot from files there is nothing to sign and nobody to believe.
  const needsMaterial = certificateFiles === undefined || 'url' in options.snapshot
  const material = needsMaterial ? await watchMaterial(options, counted) : undefined
  const certificates = certificateFiles
    ? await filedCertificates(certificateFiles, log, counted)
    : material && (await signedCertificates(material, options))
  if (!certificates) throw new Error('there is nothing to make a certificate of')
  const holder = new SnapshotHolder()
  const source = await followSource(options.snapshot, { holder, material, log })
  let draining = false
  const missing = () => [
    ...(draining ? ['shutting down'] : []),
    ...(certificates.current() ? [] : ['no certificate yet']),
    ...(holder.current() ? [] : ['no snapshot yet']),
  ]
  const remarks = () => source.fault() ?? []
  const { httpListen } = options
  const beside = httpListen ? undefined : healthPaths(registry, missing, remarks)
  const webhooks = listenWebhooks({ ...options, holder, certificates, registry }, beside)
  const http = httpListen && (await listenHttp(httpListen, registry, log, missing, remarks))
  return {
    failed: webhooks.listening.then(() => new Promise<never>(() => {})),
    async stop(drain = true) {
      draining = true
      await webhooks.close(drain ? options.drainSeconds * 1000 : 0)
      source.stop()
      material?.stop()
      await http?.close()
    },
  }
}

function watchMaterial(
  { caDir, log }: WebhookRoleOptions,
  counted: (error?: unknown) => void,
): Promise<MaterialSource> {
  const tell = changesOf((error) => log.warn({ err: error }, 'the certificate authority cannot be read'))
  return watchFolder({
    folder: caDir,
    onRead(error) {
      counted(error)
      tell(error)
    },
  })
}
