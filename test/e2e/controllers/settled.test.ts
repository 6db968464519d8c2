/** A settled cluster while unrelated pods come and go: not one write, Events included. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { EndpointObject } from '../../../src/controllers/aim-endpoint/reconcile.ts'
import type { GPUWorkloadObject } from '../../../src/controllers/gpu-workload/objects.ts'
import { createClient } from '../../../src/kube/client.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import { inParallel } from '../../bench/in-parallel.ts'
import { eventually } from '../eventually.ts'
import { type FaultProxy, startFaultProxy } from '../fault-proxy.ts'
import {
  endpoint,
  type Installation,
  install,
  onOwnNode,
  ownNode,
  type Running,
  start,
} from './installation.ts'
import { passPods } from './passing-pods.ts'

let installation: Installation
let proxy: FaultProxy
let client: KubeClient
let running: Running

beforeAll(async () => {
  installation = await install()
  await installation.admin.create(resources.node, ownNode('settled', 'MI210', 128))
  proxy = await startFaultProxy(installation.source)
  client = createClient(proxy.source)
  running = await start(client)
})

afterAll(async () => {
  await running?.stop()
  client?.close()
  await proxy?.close()
  await installation?.admin.delete(resources.node, { name: 'settled' })
  await installation?.uninstall()
})

const count = 40
const full = {
  scaling: { maxReplicas: 2 },
  cache: { enabled: true, size: '10Gi' },
  security: { serviceAccount: { create: true } },
}

/** Served endpoints, one that no node can take, and workloads that have run. */
async function settle({ admin, namespace }: Installation): Promise<void> {
  const here = onOwnNode('MI210')
  const wanted = Array.from({ length: count }, (_, i) =>
    endpoint({ namespace, name: `settled-${i}` }, { ...here, ...(i % 4 === 0 ? full : {}) }),
  )
  const workloads = [1, 2].map((i) => ({
    apiVersion: 'gpu.warp.dev/v1alpha1',
    kind: 'GPUWorkload',
    metadata: { name: `ran-${i}`, namespace },
    spec: { modelName: 'own', command: ['true'], gpuCount: i, nodeSelector: here.nodeSelector },
  }))
  await inParallel(wanted, 16, (object) => admin.create(resources.aimEndpoint, object))
  await admin.create(
    resources.aimEndpoint,
    endpoint({ namespace, name: 'homeless' }, { ...here, nodeSelector: { a: 'b' } }),
  )
  for (const object of workloads) await admin.create<KubeObject>(resources.gpuWorkload, object)
  await eventually(async () => {
    const served = (await admin.list<EndpointObject>(resources.aimEndpoint, { namespace })).items
    expect(served.filter(({ status }) => status?.phase === 'Ready')).toHaveLength(count)
    const ran = (await admin.list<GPUWorkloadObject>(resources.gpuWorkload, { namespace })).items
    expect(ran.filter(({ status }) => status?.phase === 'Succeeded')).toHaveLength(workloads.length)
  }, 90)
}

const writes = () =>
  proxy.requests.filter(({ isWrite }) => isWrite).map(({ method, path }) => `${method} ${path}`)

it('is written nothing to', async () => {
  await settle(installation)
  await eventually(async () => {
    proxy.forget()
    await new Promise((resolve) => setTimeout(resolve, 2000))
    expect(writes()).toEqual([])
  }, 60)
  for (let wave = 0; wave < 5; wave++) await passPods(installation.admin, installation.namespace, 60)
  await new Promise((resolve) => setTimeout(resolve, 2000))
  expect(writes()).toEqual([])
  // it was not asleep
  expect(running.snapshots.length).toBeGreaterThan(10)
})
