/**
 * Endpoints that are settled while unrelated pods come and go, some of them with a GPU: what is written, and how much of a core the
 * controller takes.
 *
 *     node test/bench/settled.ts [COUNT [SECONDS [RUNTIME]]]      (default 500, 300 and node; the other is deno)
 * @module
 */
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EndpointObject } from '../../src/controllers/aim-endpoint/reconcile.ts'
import { auditReportName } from '../../src/controllers/audit/report.ts'
import type { KubeEvent } from '../../src/kube/event-object.ts'
import { resources } from '../../src/kube/resources.ts'
import { installFitgate } from '../../src/sandbox/fitgate.ts'
import { parseNodesShorthand } from '../../src/sandbox/nodes-input.ts'
import { inParallel } from './in-parallel.ts'
import { inSandbox } from './in-sandbox.ts'
import { manyEndpoints } from './many-endpoints.ts'
import { passingPod } from './passing-pod.ts'
import { nobodyWrites, writingRequestsByKind, written } from './writing-requests.ts'

const count = Number(process.argv[2] ?? 500)
const seconds = Number(process.argv[3] ?? 300)
const runtime = process.argv[4] === 'deno' ? 'deno' : 'node'
const concurrency = 16
/** Pods of one wave; it is gone before the next comes. */
const wave = 50

// room for all of them, and for those that pass
const { nodes } = parseNodesShorthand(`mi300x=${Math.ceil(count / 8) + 10}`)
await inSandbox({ nodes }, async ({ sandbox, client }) => {
  const fitgate = await installFitgate(sandbox, { runtime })
  const endpoints = manyEndpoints('settled', count)
  await inParallel(endpoints, concurrency, (endpoint) => client.create(resources.aimEndpoint, endpoint))
  for (let ready = 0; ready < count; await sleep(1000)) {
    const { items } = await client.list<EndpointObject>(resources.aimEndpoint)
    ready = items.filter(({ status }) => status?.phase === 'Ready').length
  }
  // the first audit of a new leader, whose report is the last thing it has to write
  const report = { namespace: 'fitgate-system', name: auditReportName }
  while ((await client.get(resources.configMap, report)) === undefined) await sleep(1000)
  await nobodyWrites(client)

  const cpuSeconds = async () => {
    const text = await (await fetch(new URL('/metrics', fitgate.controller.http))).text()
    return Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1])
  }
  // the API server counts Events without telling whose they are
  const events = async () => {
    const { items } = await client.list<KubeEvent>(resources.event)
    const ours = items.filter(({ reportingController }) => reportingController.startsWith('fitgate.dev/'))
    return ours.reduce((sum, { series }) => sum + (series?.count ?? 1), 0)
  }
  const before = await writingRequestsByKind(client)
  const eventsBefore = await events()
  const cpuBefore = await cpuSeconds()
  const began = performance.now()
  let passed = 0
  while (performance.now() - began < seconds * 1000) {
    const pods = Array.from({ length: wave }, (_, i) => passingPod(passed + i, 'default'))
    await inParallel(pods, concurrency, (pod) => client.create(resources.pod, pod))
    await sleep(2000)
    await inParallel(pods, concurrency, ({ metadata }) => client.delete(resources.pod, metadata))
    passed += wave
  }
  const took = (performance.now() - began) / 1000
  const share = (((await cpuSeconds()) - cpuBefore) / took) * 100
  console.log(
    `${count} settled endpoints of fitgate on ${runtime}, ${passed} unrelated pods in ${took.toFixed(0)} s`,
  )
  console.log(`  writing requests     ${written(before, await writingRequestsByKind(client))}`)
  console.log(`  Events of fitgate    ${(await events()) - eventsBefore}`)
  console.log(`  of the controller    ${share.toFixed(1)} % of a core`)
})
