/**
 * What a churn is done to: a reflector that lists by streams and one that lists in chunks, each with a store, a queue and
 * workers, behind a proxy; and a way to write past it. Whatever they do wrong on the way is kept in `wrongs`.
 * @module
 */
import { createClient } from '../../../src/kube/client.ts'
import { runWorkers } from '../../../src/kube/controller.ts'
import { keyOf } from '../../../src/kube/key.ts'
import { WorkQueue } from '../../../src/kube/queue.ts'
import { Reflector } from '../../../src/kube/reflector.ts'
import { resources } from '../../../src/kube/resources.ts'
import { Store } from '../../../src/kube/store.ts'
import type { KubeClient } from '../../../src/kube/types.ts'
import { type ConfigMap, configMap } from '../../kube/builders.ts'
import { type Cluster, until } from './connect.ts'

const type = resources.configMap
/** The control plane puts a ConfigMap of its own into every namespace. */
const label = { churn: 'yes' }

export interface ChurnSystem {
  readonly wrongs: readonly string[]
  readonly reconciles: number
  readonly lists: number
  write(name: string, n: number): Promise<void>
  remove(name: string): Promise<void>
  /** Through the storm: nobody knows whether it arrived. */
  tryWrite(name: string, n: number): Promise<void>
  /** Calms the proxy and waits until every store and everything reconciled equals the truth. */
  quiet(): Promise<void>
  stop(): Promise<void>
}

const versionOf = ({ metadata, data }: ConfigMap) => `${metadata.uid}@${metadata.resourceVersion} ${data?.n}`

/** One reflector with its workers, and what it owes to whoever watches it. */
function follower(cluster: Cluster, client: KubeClient, streamingLists: boolean, wrongs: string[]) {
  const name = streamingLists ? 'streams' : 'chunks'
  const store = new Store<ConfigMap>()
  const queue = new WorkQueue({ backoff: { baseMs: 1, capMs: 20 } })
  const reconciled = new Map<string, string>()
  const announced = new Map<string, number>()
  const counts = { reconciles: 0, lists: 0 }
  store.subscribe(({ type: kind, object, old }) => {
    const key = keyOf(object)
    const version = Number(object.metadata.resourceVersion)
    const last = announced.get(key) ?? 0
    // A deletion that a list has brought is told with the last version that was seen.
    if (version < last || (version === last && kind !== 'deleted')) {
      wrongs.push(`${name}: ${kind} ${key} at ${version} after ${last}`)
    }
    if ((kind === 'added') !== (old === undefined)) wrongs.push(`${name}: ${kind} ${key} and old ${old}`)
    announced.set(key, version)
    queue.add(key)
  })
  let reconciling = 0
  const workers = runWorkers({
    queue,
    workers: 3,
    async reconcile(key) {
      counts.reconciles++
      reconciling++
      const object = store.get(key)
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 3))
      reconciling--
      if (Math.random() < 0.05) throw new Error('now and then')
      if (object) reconciled.set(key, versionOf(object))
      else reconciled.delete(key)
    },
  })
  const reflector = new Reflector<ConfigMap>({
    client,
    type,
    namespace: cluster.namespace,
    labelSelector: 'churn=yes',
    store,
    streamingLists,
    pageSize: 3,
    silenceSeconds: 0.5,
    backoff: { baseMs: 5, capMs: 100 },
    onList: () => counts.lists++,
  }).start()
  return {
    counts,
    inStore: () => sorted(store.list().map((object) => [keyOf(object), versionOf(object)])),
    /** Only when nobody is at work: what they will do is not known before. */
    inReconciled: () => (queue.depth + reconciling > 0 ? 'at work' : sorted([...reconciled])),
    async stop() {
      await reflector.stop()
      await workers.stop()
    },
  }
}

function sorted(entries: readonly (readonly [string, string])[]): string {
  return JSON.stringify(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

export function startChurnSystem(cluster: Cluster): ChurnSystem {
  const { direct, proxy, namespace } = cluster
  const wrongs: string[] = []
  // Watches that are black holes are noticed by their silence, plain requests by their timeout.
  const client = createClient(proxy.source, { timeoutSeconds: 1 })
  const followers = [true, false].map((streaming) => follower(cluster, client, streaming, wrongs))
  const object = (name: string, n: number) => configMap(name, { n: String(n) }, { namespace, labels: label })
  const truth = async () => {
    const { items } = await direct.list<ConfigMap>(type, { namespace, labelSelector: 'churn=yes' })
    return sorted(items.map((item) => [keyOf(item), versionOf(item)]))
  }
  return {
    wrongs,
    get reconciles() {
      return followers.reduce((sum, { counts }) => sum + counts.reconciles, 0)
    },
    get lists() {
      return followers.reduce((sum, { counts }) => sum + counts.lists, 0)
    },
    async write(name, n) {
      await direct.apply(type, object(name, n))
    },
    remove: (name) => direct.delete(type, { namespace, name }),
    async tryWrite(name, n) {
      await client.apply(type, object(name, n)).catch(() => {})
    },
    async quiet() {
      proxy.calm()
      proxy.forget()
      // A write that the storm has delayed may still arrive, so the truth is asked for every time.
      for (const each of followers) {
        await until('the store to equal the truth', async () => (await truth()) === each.inStore())
        await until('everything to be reconciled', async () => (await truth()) === each.inReconciled())
      }
    },
    async stop() {
      proxy.calm()
      await Promise.all(followers.map((each) => each.stop()))
      client.close()
    },
  }
}
