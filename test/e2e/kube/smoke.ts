/**
 * A short day of client, reflector, queue and election, on whatever runtime runs this file: `smoke.ts KUBECONFIG NAMESPACE`.
 * Prints one line of JSON with what it saw.
 * @module
 */
import process from 'node:process'
import { applyIfChanged } from '../../../src/kube/apply.ts'
import { createClient } from '../../../src/kube/client.ts'
import { loadKubeconfig } from '../../../src/kube/config.ts'
import { runWorkers } from '../../../src/kube/controller.ts'
import { keyOf } from '../../../src/kube/key.ts'
import { LeaderElector } from '../../../src/kube/leader-election.ts'
import { WorkQueue } from '../../../src/kube/queue.ts'
import { Reflector } from '../../../src/kube/reflector.ts'
import { resources } from '../../../src/kube/resources.ts'
import { Store } from '../../../src/kube/store.ts'
import { type ConfigMap, configMap } from '../../kube/builders.ts'
import { startFaultProxy } from '../fault-proxy.ts'

const [kubeconfig, namespace = 'default'] = process.argv.slice(2)
const source = await loadKubeconfig(kubeconfig)
const proxy = await startFaultProxy(source)
const direct = createClient(source)
const client = createClient(proxy.source)
const store = new Store<ConfigMap>()
const queue = new WorkQueue()
const errors: string[] = []
const reconciled: string[] = []
const events: string[] = []
let wake = () => {}

store.subscribe(({ type, object }) => {
  events.push(`${type} ${object.metadata.name} ${object.data?.n}`)
  queue.add(keyOf(object))
  wake()
})
const workers = runWorkers({
  queue,
  reconcile: async (key) => {
    reconciled.push(key)
  },
})
const reflector = new Reflector<ConfigMap>({
  client,
  type: resources.configMap,
  namespace,
  store,
  silenceSeconds: 1,
  backoff: { baseMs: 10, capMs: 100 },
  onError: (error) =>
    errors.push(error instanceof Error && 'reason' in error ? String(error.reason) : String(error)),
}).start()
await reflector.synced

async function told(event: string): Promise<void> {
  while (!events.includes(event)) {
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  }
}
async function write(n: number): Promise<boolean> {
  const wanted = configMap('smoke', { n: String(n) }, { namespace })
  return (await applyIfChanged(direct, resources.configMap, wanted, store.get(`${namespace}/smoke`))).changed
}

await write(1)
await told('added smoke 1')
const settled = !(await write(1))
const isWatch = { when: (request: { isWatch: boolean }) => request.isWatch }
proxy.inject({ kind: 'resetAfter', bytes: 10 }, isWatch)
proxy.inject({ kind: 'truncateAfter', bytes: 10 }, isWatch)
proxy.inject({ kind: 'blackHoleAfter', bytes: 10 }, isWatch)
proxy.cut()
await write(2)
await told('modified smoke 2')
await proxy.down()
await write(3)
await proxy.up()
await told('modified smoke 3')

const patient = createClient(source, { timeoutSeconds: 5 })
let answered = 0
for (let n = 0; n < 30; n++) {
  // Two at a time, so that connections are both opened and used again.
  const reads = [0, 1].map(() => patient.get(resources.configMap, { name: 'smoke', namespace }))
  const write = patient.patch(
    resources.configMap,
    { name: 'smoke', namespace },
    'merge',
    { data: { fenced: String(n) } },
    { onlyIf: () => true },
  )
  answered += (await Promise.allSettled([...reads, write])).filter(
    ({ status }) => status === 'fulfilled',
  ).length
  if (n === 0) await new Promise((resolve) => setTimeout(resolve, 20))
}
patient.close()

const led = Promise.withResolvers<void>()
const elector = new LeaderElector({
  client,
  namespace,
  name: 'smoke',
  identity: 'smoke',
  onStarted: () => led.resolve(),
}).start()
await led.promise
const leader = elector.isLeader

await elector.stop()
await reflector.stop()
await workers.stop()
client.close()
direct.close()
await proxy.close()
console.log(
  JSON.stringify({
    events,
    settled,
    answered,
    leader,
    reconciled: new Set(reconciled).size,
    silent: errors.includes('Silent'),
    truncated: errors.includes('BadAnswer'),
    unreachable: errors.includes('Unreachable'),
  }),
)
