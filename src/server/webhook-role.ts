/**
 * `--role webhook`: answers reviews from a snapshot, knows no API server and loads no Kubernetes client.
 * @module
 */
import { watchFolder } from './certificates/folder.ts'
import { listenHttp } from './http-listener.ts'
import { certificateReads, createRegistry } from './metrics/process.ts'
import type { RoleOptions, Running, WebhookListenOptions } from './role.ts'
import { followSnapshot } from './snapshot/client.ts'
import { SnapshotHolder } from './snapshot/freshness.ts'
import { listenWebhooks } from './webhook-server.ts'

export interface WebhookRoleOptions extends RoleOptions, WebhookListenOptions {
  /** Where the controller publishes. */
  readonly snapshotUrl: URL
  /** Folder of the mounted Secret. */
  readonly caDir: string
}

/** Resolves when the health listener is up; ready is what `/readyz` says. */
export async function startWebhookRole(options: WebhookRoleOptions): Promise<Running> {
  const { log } = options
  const registry = createRegistry()
  const counted = certificateReads(registry)
  const once = changesOf((error) => log.warn({ err: error }, 'the certificate authority cannot be read'))
  const material = await watchFolder({
    folder: options.caDir,
    onRead(error) {
      counted(error)
      once(error)
    },
  })
  const holder = new SnapshotHolder()
  const webhooks = listenWebhooks({ ...options, holder, material, registry })
  const noSnapshot = changesOf((error) => log.warn({ err: error }, 'no word from the controller'))
  const client = followSnapshot({
    url: options.snapshotUrl,
    material,
    onSnapshot(snapshot) {
      noSnapshot()
      // Free counts change with every pod: after the first, a new version is no news for people.
      const level = holder.current() ? 'debug' : 'info'
      holder.hold(snapshot)
      log[level]({ version: snapshot.version, recipes: snapshot.recipes.length }, 'snapshot loaded')
    },
    onHeartbeat() {
      noSnapshot()
      holder.heartbeat()
    },
    onError: noSnapshot,
  })
  let draining = false
  const http = await listenHttp(options.httpListen, registry, log, () => [
    ...(draining ? ['shutting down'] : []),
    ...(webhooks.isListening() ? [] : ['no certificate yet']),
    ...(holder.current() ? [] : ['no snapshot yet']),
  ])
  return {
    failed: webhooks.listening.then(() => new Promise<never>(() => {})),
    async stop(drain = true) {
      draining = true
      await webhooks.close(drain ? options.drainSeconds * 1000 : 0)
      client.stop()
      material.stop()
      await http.close()
    },
  }
}

/** Tells of a failure when it begins or its words change, not of each repetition. */
function changesOf(tell: (error: unknown) => void): (error?: unknown) => void {
  let last: string | undefined
  return (error) => {
    const words = error === undefined ? undefined : String(error)
    if (words !== undefined && words !== last) tell(error)
    last = words
  }
}
