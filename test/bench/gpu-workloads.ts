/**
 * 200 GPUWorkloads of mixed size and priority through a cluster that holds about 80 of them at a time, on the real control plane,
 * against the bare Jobs of the same sizes, which the scheduler queues by itself.
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GPUWorkloadObject } from '../../src/controllers/gpu-workload/objects.ts'
import { resources } from '../../src/kube/resources.ts'
import type { KubeObject } from '../../src/kube/types.ts'
import { installFitgate } from '../../src/sandbox/fitgate.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { inParallel } from './in-parallel.ts'

const count = 200
const concurrency = 16
const nodes = 20
const gpusOfNode = 8
const sizes = [1, 1, 2, 4]
const priorities = ['low', 'normal', 'high']

const folder = await mkdtemp(join(tmpdir(), 'fitgate-bench-'))
const sandbox = await startSandbox({ stateDir: join(folder, 'sandbox') })
try {
  await installFitgate(sandbox)
  const client = sandbox.client()
  const label = { 'amd.com/gpu.device-id': '74a2', 'amd.com/gpu.vram': '192G' }
  const amounts = { cpu: '512', memory: '4Ti', pods: '250', 'amd.com/gpu': String(gpusOfNode) }
  await inParallel(
    Array.from({ length: nodes }, (_, i) => i),
    concurrency,
    (i) =>
      client.create(resources.node, {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name: `bench-${i}`, labels: label, annotations: { 'kwok.x-k8s.io/node': 'fake' } },
        status: { capacity: amounts, allocatable: amounts },
      } as KubeObject),
  )
  const nodeSelector = { 'amd.com/gpu.device-id': '74a2' }
  const wanted = Array.from({ length: count }, (_, i) => ({ i, gpuCount: sizes[i % sizes.length] ?? 1 }))

  const bareBegan = performance.now()
  await client.create(resources.namespace, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'bare' },
  })
  await inParallel(wanted, concurrency, ({ i, gpuCount }) =>
    client.create(resources.job, bareJob(i, gpuCount, nodeSelector)),
  )
  await untilAll(async () => {
    const { items } = await client.list<KubeObject & { status?: { succeeded?: number } }>(resources.job, {
      namespace: 'bare',
    })
    return items.filter(({ status }) => status?.succeeded === 1).length
  })
  const bare = performance.now() - bareBegan

  const began = performance.now()
  await inParallel(wanted, concurrency, ({ i, gpuCount }) =>
    client.create(resources.gpuWorkload, {
      apiVersion: 'gpu.warp.dev/v1alpha1',
      kind: 'GPUWorkload',
      metadata: { name: `many-${i}`, namespace: 'default' },
      spec: { modelName: 'own', gpuCount, nodeSelector, priority: priorities[i % 3], command: ['true'] },
    } as KubeObject),
  )
  let most = 0
  await untilAll(async () => {
    const { items } = await client.list<GPUWorkloadObject>(resources.gpuWorkload)
    const reserved = new Map<string, number>()
    for (const { status } of items)
      for (const { node, count } of status?.reservation?.devices ?? [])
        reserved.set(node, (reserved.get(node) ?? 0) + count)
    most = Math.max(most, ...reserved.values())
    return items.filter(({ status }) => status?.phase === 'Succeeded').length
  })
  const withFitgate = performance.now() - began

  console.log(`${count} workloads of ${sizes.join(', ')} GPUs on ${nodes * gpusOfNode} GPUs`)
  console.log(
    `  every one Succeeded            ${(withFitgate / 1000).toFixed(1)} s, ${(count / (withFitgate / 1000)).toFixed(0)} a second`,
  )
  console.log(`  the same as bare Jobs          ${(bare / 1000).toFixed(1)} s`)
  console.log(`  ratio                          ${(withFitgate / bare).toFixed(2)}`)
  console.log(`  most reserved on one node      ${most} of ${gpusOfNode}`)
  client.close()
} finally {
  await sandbox.stop()
  await rm(folder, { recursive: true, force: true })
}

async function untilAll(done: () => Promise<number>): Promise<void> {
  while ((await done()) < count) await new Promise((resolve) => setTimeout(resolve, 200))
}

function bareJob(i: number, gpuCount: number, nodeSelector: object): KubeObject {
  const gpus = { 'amd.com/gpu': String(gpuCount) }
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: `bare-${i}`, namespace: 'bare' },
    spec: {
      backoffLimit: 0,
      template: {
        spec: {
          restartPolicy: 'Never',
          nodeSelector,
          containers: [{ name: 'workload', image: 'own', resources: { requests: gpus, limits: gpus } }],
        },
      },
    },
  } as KubeObject
}
