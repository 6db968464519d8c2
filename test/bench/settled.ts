/**
 * Endpoints that are settled while unrelated pods come and go, some of them with a GPU: what is written, and how much of a core the
 * controller takes.
 *
 *     node test/bench/settled.ts [COUNT] [SECONDS]      (default 500 and 300)
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { EndpointObject } from '../../src/controllers/aim-endpoint/reconcile.ts'
import { resources } from '../../src/kube/resources.ts'
import type { KubeObject } from '../../src/kube/types.ts'
import { installFitgate } from '../../src/sandbox/fitgate.ts'
import { parseNodesShorthand } from '../../src/sandbox/nodes-input.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { inParallel } from './in-parallel.ts'
import { manyEndpoints } from './many-endpoints.ts'
import { nobodyWrites, writingRequestsByKind, written } from './writing-requests.ts'

const count = Number(process.argv[2] ?? 500)
const seconds = Number(process.argv[3] ?? 300)
const concurrency = 16
/** Pods of one wave; it is gone before the next comes. */
const wave = 50

const folder = await mkdtemp(join(tmpdir(), 'fitgate-bench-'))
// room for all of them, and for those that pass
const { nodes } = parseNodesShorthand(`mi300x=${Math.ceil(count / 8) + 10}`)
const sandbox = await startSandbox({ stateDir: join(folder, 'sandbox'), nodes })
try {
  const fitgate = await installFitgate(sandbox)
  const client = sandbox.client()
  const endpoints = manyEndpoints('settled', count)
  await inParallel(endpoints, concurrency, (endpoint) => client.create(resources.aimEndpoint, endpoint))
  for (let ready = 0; ready < count; await new Promise((resolve) => setTimeout(resolve, 1000))) {
    const { items } = await client.list<EndpointObject>(resources.aimEndpoint)
    ready = items.filter(({ status }) => status?.phase === 'Ready').length
  }
  await nobodyWrites(client)

  const cpuSeconds = async () => {
    const text = await (await fetch(new URL('/metrics', fitgate.controller.http))).text()
    return Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1])
  }
  const before = await writingRequestsByKind(client)
  const cpuBefore = await cpuSeconds()
  const began = performance.now()
  let passed = 0
  while (performance.now() - began < seconds * 1000) {
    const pods = Array.from({ length: wave }, (_, i) => passingPod(passed + i))
    await inParallel(pods, concurrency, (pod) => client.create(resources.pod, pod))
    await new Promise((resolve) => setTimeout(resolve, 2000))
    await inParallel(pods, concurrency, ({ metadata }) => client.delete(resources.pod, metadata))
    passed += wave
  }
  const took = (performance.now() - began) / 1000
  const share = (((await cpuSeconds()) - cpuBefore) / took) * 100
  console.log(`${count} settled endpoints, ${passed} unrelated pods in ${took.toFixed(0)} s`)
  console.log(`  writing requests     ${written(before, await writingRequestsByKind(client))}`)
  console.log(`  of the controller    ${share.toFixed(1)} % of a core`)
  client.close()
} finally {
  await sandbox.stop()
  await rm(folder, { recursive: true, force: true })
}

function passingPod(n: number): KubeObject {
  const gpus = n % 3 === 0 ? { resources: { limits: { 'amd.com/gpu': '1' } } } : {}
  const spec = { containers: [{ name: 'a', image: 'a', ...gpus }], terminationGracePeriodSeconds: 0 }
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `passing-${n}`, namespace: 'default' },
    spec,
  }
  return object
}
