/**
 * `--role controller`: reconciles, and publishes the snapshot that webhook processes decide by.
 * @module
 */
import { signedCertificates } from './certificates/choice.ts'
import { type ControlOptions, startControl } from './control.ts'
import { boundListHeap } from './heap.ts'
import type { Address } from './host.ts'
import { listenHttp } from './http-listener.ts'
import { listenHttps } from './https-listener.ts'
import { createRegistry } from './metrics/process.ts'
import type { Running } from './role.ts'
import { Publisher } from './snapshot/publisher.ts'
import { snapshotApp } from './snapshot/server.ts'

export interface ControllerRoleOptions extends ControlOptions {
  /** HTTPS: /snapshot. */
  readonly snapshotListen: Address
}

/** Resolves when the health listener is up; ready is what `/readyz` says. */
export async function startControllerRole(options: ControllerRoleOptions): Promise<Running> {
  boundListHeap()
  const registry = createRegistry()
  const publisher = new Publisher()
  const control = startControl(options, registry, publisher)
  const { material } = control
  const snapshot = listenHttps({
    fetch: snapshotApp({ publisher, key: () => material.current()?.snapshotKey }).fetch,
    listen: options.snapshotListen,
    certificates: await signedCertificates(material, options, 'fitgate-controller'),
    registry,
    log: options.log,
    what: 'snapshot',
  })
  let draining = false
  const http = await listenHttp(options.httpListen, registry, options.log, () => [
    ...(draining ? ['shutting down'] : []),
    ...control.missing(),
    ...(snapshot.isListening() ? [] : ['the snapshot is not served yet']),
  ])
  return {
    failed: Promise.all([control.started, snapshot.listening]).then(() => new Promise<never>(() => {})),
    configure: control.configure,
    async stop() {
      draining = true
      publisher.release()
      await control.stop()
      // Readers come back by themselves; only reviews are worth a drain.
      await snapshot.close(0)
      await http.close()
    },
  }
}
