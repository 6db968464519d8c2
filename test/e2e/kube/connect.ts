/**
 * A real control plane, a proxy in front of it, and a namespace of one's own; for tests and for the programs they start.
 * @module
 */
import { randomUUID } from 'node:crypto'
import { type ClientOptions, createClient } from '../../../src/kube/client.ts'
import { type ConnectionSource, loadKubeconfig } from '../../../src/kube/config.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient } from '../../../src/kube/types.ts'
import { type FaultProxy, startFaultProxy } from '../fault-proxy.ts'

export interface Cluster {
  readonly namespace: string
  /** Straight to the API server. */
  readonly direct: KubeClient
  readonly proxy: FaultProxy
  /** Through the proxy. */
  readonly client: KubeClient
  /** Another one through the proxy. */
  connect(options?: ClientOptions): KubeClient
  /** Another one with a way of its own. */
  connectTo(source: ConnectionSource, options?: ClientOptions): KubeClient
  close(): Promise<void>
}

export async function connectCluster(kubeconfig: string): Promise<Cluster> {
  const source = await loadKubeconfig(kubeconfig)
  const direct = createClient(source)
  const proxy = await startFaultProxy(source)
  const clients: KubeClient[] = []
  const connectTo = (to: ConnectionSource, options?: ClientOptions) => {
    const client = createClient(to, options)
    clients.push(client)
    return client
  }
  const connect = (options?: ClientOptions) => connectTo(proxy.source, options)
  const namespace = `kube-${randomUUID().slice(0, 8)}`
  await direct.create(resources.namespace, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  })
  return {
    namespace,
    direct,
    proxy,
    client: connect(),
    connect,
    connectTo,
    async close() {
      await direct.delete(resources.namespace, { name: namespace })
      for (const client of [...clients, direct]) client.close()
      await proxy.close()
    },
  }
}

/** Waits for something that is bound to happen; says what did not. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  seconds = 30,
): Promise<void> {
  const end = performance.now() + seconds * 1000
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${seconds} s in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
