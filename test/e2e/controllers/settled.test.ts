/** A settled cluster while unrelated pods come and go: not one write, Events included, on Node and on Deno. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { EndpointObject } from '../../../src/controllers/aim-endpoint/reconcile.ts'
import { resources } from '../../../src/kube/resources.ts'
import { inParallel } from '../../bench/in-parallel.ts'
import { laneLabel } from '../crash/confined.ts'
import { inThisProcess, onDeno } from '../crash/lane-controllers.ts'
import { eventually } from '../eventually.ts'
import { startFaultProxy } from '../fault-proxy.ts'
import { gpuWorkloads } from './gpu-workloads.ts'
import { endpoint, type Installation, install, onOwnNode, ownNode } from './installation.ts'
import { passPods } from './passing-pods.ts'

let installation: Installation
const node = 'settled'

beforeAll(async () => {
  installation = await install()
  const { metadata, ...rest } = ownNode(node, 'MI210', 128)
  const labels = { ...metadata.labels, [laneLabel]: installation.namespace }
  await installation.admin.create(resources.node, { ...rest, metadata: { ...metadata, labels } })
  await apply(installation)
})

afterAll(async () => {
  await installation?.admin.delete(resources.node, { name: node })
  await installation?.uninstall()
})

const count = 40
const full = {
  scaling: { maxReplicas: 2 },
  cache: { enabled: true, size: '10Gi' },
  security: { serviceAccount: { create: true } },
}

const jobs = 2

/** Endpoints to serve, one that no node can take, and workloads to run. */
async function apply({ admin, namespace }: Installation): Promise<void> {
  const here = onOwnNode('MI210')
  const wanted = [
    ...Array.from({ length: count }, (_, i) =>
      endpoint({ namespace, name: `settled-${i}` }, { ...here, ...(i % 4 === 0 ? full : {}) }),
    ),
    endpoint({ namespace, name: 'homeless' }, { ...here, nodeSelector: { a: 'b' } }),
  ]
  await inParallel(wanted, 16, (object) => admin.create(resources.aimEndpoint, object))
  const workloads = gpuWorkloads(admin, namespace)
  for (let i = 1; i <= jobs; i++)
    await workloads.create(`ran-${i}`, { command: ['true'], gpuCount: i, nodeSelector: here.nodeSelector })
}

const settled = ({ admin, namespace }: Installation) =>
  eventually(async () => {
    const served = (await admin.list<EndpointObject>(resources.aimEndpoint, { namespace })).items
    expect(served.filter(({ status }) => status?.phase === 'Ready')).toHaveLength(count)
    const ran = await gpuWorkloads(admin, namespace).list()
    expect(ran.filter(({ status }) => status?.phase === 'Succeeded')).toHaveLength(jobs)
  }, 90)

// whoever comes second finds it settled
it.each([
  ['on Deno', onDeno],
  ['in this process', inThisProcess],
])('is written nothing to by controllers %s', async (_, startLane) => {
  const { admin, namespace, source } = installation
  const proxy = await startFaultProxy(source)
  const controllers = await startLane({ source: proxy.source, namespace, leaderElect: false })
  const writes = () =>
    proxy.requests.filter(({ isWrite }) => isWrite).map(({ method, path }) => `${method} ${path}`)
  try {
    await eventually(() => expect(controllers.ready()).toBe(true))
    await settled(installation)
    await eventually(async () => {
      proxy.forget()
      await sleep(2000)
      expect(writes()).toEqual([])
    }, 60)
    const published = controllers.published()
    for (let wave = 0; wave < 5; wave++) await passPods(admin, namespace, 60)
    await sleep(2000)
    expect(writes()).toEqual([])
    // they were not asleep
    expect(controllers.published()).toBeGreaterThan(published + 5)
  } finally {
    await controllers.stop()
    await proxy.close()
  }
})
