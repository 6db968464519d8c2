/**
 * `--role all`: controller and webhooks in one process, for small clusters. The snapshot changes hands in memory.
 * @module
 */
import { filedCertificates, signedCertificates } from './certificates/choice.ts'
import { type ControlOptions, startControl } from './control.ts'
import { boundListHeap } from './heap.ts'
import { listenHttp } from './http-listener.ts'
import { certificateReads, createRegistry } from './metrics/process.ts'
import type { Running, WebhookListenOptions } from './role.ts'
import { SnapshotHolder } from './snapshot/freshness.ts'
import { Publisher } from './snapshot/publisher.ts'
import { listenWebhooks } from './webhook-server.ts'

export type AllRoleOptions = ControlOptions & WebhookListenOptions

/** ms between two signs of life to our own webhooks; a separate webhook process hears as often. */
const heartbeat = 5000

/** Resolves when the health listener is up; ready is what `/readyz` says. */
export async function startAllRole(options: AllRoleOptions): Promise<Running> {
  boundListHeap()
  const registry = createRegistry()
  const publisher = new Publisher()
  const holder = new SnapshotHolder()
  publisher.onPublish((snapshot) => holder.hold(snapshot))
  const control = startControl(options, registry, publisher)
  const alive = setInterval(() => holder.heartbeat(), heartbeat)
  const certificates = options.certificateFiles
    ? await filedCertificates(options.certificateFiles, options.log, certificateReads(registry))
    : await signedCertificates(control.material, options)
  const webhooks = listenWebhooks({ ...options, holder, certificates, registry })
  let draining = false
  const http = await listenHttp(options.httpListen, registry, options.log, () => [
    ...(draining ? ['shutting down'] : []),
    ...control.missing(),
    ...(webhooks.isListening() ? [] : ['no certificate yet']),
  ])
  return {
    failed: Promise.all([control.started, webhooks.listening]).then(() => new Promise<never>(() => {})),
    configure: control.configure,
    async stop(drain = true) {
      draining = true
      await webhooks.close(drain ? options.drainSeconds * 1000 : 0)
      clearInterval(alive)
      await control.stop()
      await http.close()
    },
  }
}
