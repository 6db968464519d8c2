/**
 * 1,000 GPUWorkloads of mixed size and priority through a cluster that holds about 300 of them at a time, on the real control plane,
 * against the bare Jobs of the same sizes, which the scheduler queues by itself. Simulated pods end as soon as they run, so all of
 * it is what the control plane and fitgate have to do.
 *
 * `node test/bench/gpu-workloads.ts [WORKLOADS]`; nodes are as many as hold three in ten of them.
 * @module
 */
import type { GPUWorkloadObject } from '../../src/controllers/gpu-workload/objects.ts'
import { grantMs } from '../../src/controllers/queue/capacity-queue.ts'
import { priorityPoints } from '../../src/controllers/queue/priority.ts'
import { resources } from '../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../src/kube/types.ts'
import { installFitgate } from '../../src/sandbox/fitgate.ts'
import { inParallel } from './in-parallel.ts'
import { inSandbox } from './in-sandbox.ts'
import { writingRequestsByKind } from './writing-requests.ts'

const count = Number(process.argv[2] ?? 1000)
const concurrency = 16
const gpusOfNode = 8
const sizes = [1, 1, 2, 4]
const nodes = Math.ceil((count * 0.3 * 2) / gpusOfNode)
const priorities = ['low', 'normal', 'high'] as const

await inSandbox({}, async ({ sandbox, client }) => {
  await installFitgate(sandbox)
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
  const wanted = Array.from({ length: count }, (_, i) => ({
    i,
    gpuCount: sizes[i % sizes.length] ?? 1,
    priority: priorities[i % 3] ?? 'normal',
  }))

  const bare = await measured(client, async () => {
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
  })

  const seen = follow(client)
  const withFitgate = await measured(client, async () => {
    await inParallel(wanted, concurrency, ({ i, gpuCount, priority }) =>
      client.create(resources.gpuWorkload, {
        apiVersion: 'gpu.warp.dev/v1alpha1',
        kind: 'GPUWorkload',
        metadata: { name: `many-${i}`, namespace: 'default' },
        spec: { modelName: 'own', gpuCount, nodeSelector, priority, command: ['true'] },
      } as KubeObject),
    )
    await untilAll(async () => seen.succeeded())
  })
  await seen.stop()

  console.log(`${count} workloads of ${sizes.join(', ')} GPUs on ${nodes * gpusOfNode} GPUs`)
  console.log(`  every one Succeeded            ${rate(withFitgate)}`)
  console.log(`  the same as bare Jobs          ${rate(bare)}`)
  console.log(`  ratio                          ${(withFitgate.seconds / bare.seconds).toFixed(2)}`)
  console.log(`  writes a workload              ${perOne(withFitgate)}, bare ${perOne(bare)}`)
  console.log(`  most reserved on one node      ${seen.most()} of ${gpusOfNode}`)
  console.log(`  placed before a more urgent    ${overtaken(seen)} of ${count}`)
  for (const priority of priorities)
    console.log(`  ${priority.padEnd(7)} waited, in the middle  ${waited(seen, priority).toFixed(1)} s`)
})

interface Measured {
  readonly seconds: number
  /** Without Events and what is written of pods and nodes. */
  readonly writes: number
}

async function measured(client: KubeClient, work: () => Promise<void>): Promise<Measured> {
  const before = sum(await writingRequestsByKind(client))
  const began = performance.now()
  await work()
  const seconds = (performance.now() - began) / 1000
  return { seconds, writes: sum(await writingRequestsByKind(client)) - before }
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((all, each) => all + each, 0)
}

function rate({ seconds }: Measured): string {
  return `${seconds.toFixed(1)} s, ${(count / seconds).toFixed(1)} a second`
}

function perOne({ writes }: Measured): string {
  return (writes / count).toFixed(1)
}

interface Story {
  readonly createdAtMs: number
  readonly gpuCount: number
  readonly points: number
  readonly priority: string
  /** When it was first told that it waits. */
  waitsAtMs?: number
  /** Of the grant: it expires as long after it for all. */
  grantedAtMs?: number
}

/** As a watch tells it. */
function follow(from: KubeClient) {
  const stopping = new AbortController()
  const stories = new Map<string, Story>()
  const reserved = new Map<string, readonly [node: string, gpus: number]>()
  const onNode = new Map<string, number>()
  const succeeded = new Set<string>()
  let most = 0
  const add = (name: string, sign: 1 | -1) => {
    const [node, gpus] = reserved.get(name) ?? ['', 0]
    onNode.set(node, (onNode.get(node) ?? 0) + sign * gpus)
    most = Math.max(most, onNode.get(node) ?? 0)
  }
  const take = ({ metadata, spec, status = {} }: GPUWorkloadObject) => {
    const { name, creationTimestamp = '' } = metadata
    const { gpuCount, priority } = spec
    const story: Story = stories.get(name) ?? {
      createdAtMs: Date.parse(creationTimestamp),
      gpuCount,
      priority,
      points: priorityPoints[priority],
    }
    stories.set(name, story)
    const [device] = status.reservation?.devices ?? []
    add(name, -1)
    if (device === undefined) reserved.delete(name)
    else reserved.set(name, [device.node, device.count])
    add(name, 1)
    if (status.queue !== undefined) story.waitsAtMs ??= Date.now()
    if (status.reservation) story.grantedAtMs ??= Date.parse(status.reservation.expiresAt) - grantMs
    if (status.phase === 'Succeeded') succeeded.add(name)
  }
  const ended = (async () => {
    const options = { namespace: 'default', signal: stopping.signal }
    // a watch ends whenever the server wants; the next begins with what is there
    while (!stopping.signal.aborted)
      try {
        for await (const event of from.watch<GPUWorkloadObject>(resources.gpuWorkload, options))
          if (event.type === 'ADDED' || event.type === 'MODIFIED') take(event.object)
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
  })()
  return {
    stories: () => [...stories.values()],
    most: () => most,
    succeeded: () => succeeded.size,
    async stop() {
      stopping.abort()
      await ended
    },
  }
}

/** Those that were given a place while one more urgent, which needed no more, was known to wait. */
function overtaken(seen: ReturnType<typeof follow>): number {
  const all = seen.stories()
  return all.filter((late) =>
    all.some(
      (early) =>
        early.points > late.points &&
        early.gpuCount <= late.gpuCount &&
        (early.waitsAtMs ?? Number.POSITIVE_INFINITY) < (late.grantedAtMs ?? 0) &&
        (early.grantedAtMs ?? 0) > (late.grantedAtMs ?? 0),
    ),
  ).length
}

/** Median, seconds. */
function waited(seen: ReturnType<typeof follow>, priority: string): number {
  const times = seen
    .stories()
    .filter((story) => story.priority === priority)
    .map(({ createdAtMs, grantedAtMs = 0 }) => (grantedAtMs - createdAtMs) / 1000)
    .sort((a, b) => a - b)
  return times[Math.floor(times.length / 2)] ?? 0
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
