/** More GPUWorkloads than there is room for, on the real control plane: their order, their room, and who makes way. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Pod } from '../../../src/controllers/feeds/pod.ts'
import type { GPUWorkloadObject } from '../../../src/controllers/gpu-workload/objects.ts'
import { priorityPoints } from '../../../src/controllers/queue/priority.ts'
import type { ControllersOptions } from '../../../src/controllers/start.ts'
import { deviceRequests } from '../../../src/inventory/pod-devices.ts'
import { defaultQueueConfig } from '../../../src/inventory/queue-config.ts'
import { defaultDecisionConfig } from '../../../src/inventory/snapshot.ts'
import { createClient } from '../../../src/kube/client.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../../src/kube/types.ts'
import { layoutOf } from '../../../src/sandbox/layout.ts'
import { signalProcess } from '../../../src/sandbox/process-identity.ts'
import { readState } from '../../../src/sandbox/state.ts'
import { controlPlane } from '../control-plane.ts'
import { eventually } from '../eventually.ts'
import { gpuWorkloads } from './gpu-workloads.ts'
import { type Installation, install, ownNode, start, whenReady } from './installation.ts'
import { resourceQuota } from './resource-quota.ts'

let installation: Installation
let admin: KubeClient
let client: KubeClient
let namespace: string
let workloads: ReturnType<typeof gpuWorkloads>
const own = randomUUID().slice(0, 4)
const nodes = ['one', 'two'].map((name) => `queue-${name}-${own}`)
const gpusOfNode = 8
const urgent = `urgent-${own}`

beforeAll(async () => {
  installation = await install()
  ;({ admin, namespace } = installation)
  client = createClient(installation.source)
  workloads = gpuWorkloads(admin, namespace)
  for (const name of nodes) await admin.create(resources.node, ownNode(name, 'MI308X', gpusOfNode))
  await admin.create(resources.priorityClass, {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: urgent },
    value: 1000,
  } as KubeObject)
})

afterAll(async () => {
  for (const name of nodes) await admin?.delete(resources.node, { name })
  await admin?.delete(resources.priorityClass, { name: urgent })
  client?.close()
  await installation?.uninstall()
})

const cordon = (unschedulable: boolean, names = nodes) =>
  Promise.all(
    names.map((name) => admin.patch(resources.node, { name }, 'merge', { spec: { unschedulable } })),
  )

async function running(run: () => Promise<void>, queue: object = {}): Promise<void> {
  const config: ControllersOptions['config'] = {
    decision: defaultDecisionConfig,
    lastSeenHours: 24,
    queue: { ...defaultQueueConfig, ...queue },
  }
  const started = await start(client, { config })
  try {
    await whenReady(started)
    await run()
    expect(started.complaints.filter((text) => text.startsWith('reconcile'))).toEqual([])
  } finally {
    await started.stop()
  }
}

/** Takes every event of a kind until it is stopped. */
function follow<T extends KubeObject>(type: ResourceType, take: (object: T, isGone: boolean) => void) {
  const stopping = new AbortController()
  const { signal } = stopping
  const ended = (async () => {
    // a watch ends whenever the server wants; the next begins with what is there
    while (!signal.aborted)
      try {
        for await (const event of admin.watch<T>(type, { namespace, signal }))
          if (event.type !== 'ERROR' && event.type !== 'BOOKMARK')
            take(event.object, event.type === 'DELETED')
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
  })()
  return async () => {
    stopping.abort()
    await ended
  }
}

/** What pods hold of each node, after every event; and the most there ever was. */
function usage() {
  const pods = new Map<string, readonly [node: string, gpus: number]>()
  let most = 0
  return {
    most: () => most,
    take({ metadata, spec, status }: Pod, isGone: boolean) {
      const isLive = !isGone && status?.phase !== 'Succeeded' && status?.phase !== 'Failed'
      const gpus = deviceRequests({ metadata, spec }).get('amd.com/gpu') ?? 0
      if (isLive && spec.nodeName) pods.set(metadata.name, [spec.nodeName, gpus])
      else pods.delete(metadata.name)
      for (const name of nodes)
        most = Math.max(
          most,
          [...pods.values()].reduce((sum, [node, count]) => (node === name ? sum + count : sum), 0),
        )
    },
  }
}

describe('60 GPUWorkloads of mixed size and priority on 16 GPUs', () => {
  it('all succeed, in the order of their priority, and never two on one GPU', async () => {
    const sizes = [1, 2, 4, 8]
    const priorities = ['low', 'normal', 'high'] as const
    const wanted = Array.from({ length: 60 }, (_, i) => ({
      name: `many-${i}`,
      gpuCount: sizes[i % sizes.length] ?? 1,
      priority: priorities[i % 3] ?? 'normal',
      schedulingStrategy: ['leastLoaded', 'random', 'costOptimized', 'binPacking'][i % 4],
    }))
    await cordon(true)
    for (const { name, ...spec } of wanted) await workloads.create(name, spec)
    const seen = usage()
    /** When each was given its place: every grant expires as long after it. */
    const grants = new Map<string, number>()
    const reserved = new Map<string, readonly [string, number]>()
    let mostReserved = 0
    const stops = [
      follow<Pod>(resources.pod, seen.take),
      follow<GPUWorkloadObject>(resources.gpuWorkload, ({ metadata: { name }, status }) => {
        const { devices: [device] = [], expiresAt = '' } = status?.reservation ?? {}
        if (device === undefined) reserved.delete(name)
        else {
          reserved.set(name, [device.node, device.count])
          if (!grants.has(name)) grants.set(name, Date.parse(expiresAt))
        }
        for (const node of nodes)
          mostReserved = Math.max(
            mostReserved,
            [...reserved.values()].reduce((sum, [on, count]) => (on === node ? sum + count : sum), 0),
          )
      }),
    ]
    await running(async () => {
      await eventually(async () => {
        const queues = (await workloads.list()).map(({ status }) => status?.queue)
        expect(queues.filter((queue) => queue === undefined)).toEqual([])
      }, 30)
      const [one] = await workloads.list()
      expect(one?.status?.message).toContain('no node that may be used takes pods now')
      await cordon(false)
      await eventually(async () => {
        const phases = (await workloads.list()).map(({ status }) => status?.phase)
        expect(phases.filter((phase) => phase !== 'Succeeded')).toEqual([])
      }, 110)
      const before = (await workloads.list()).map(({ metadata }) => metadata.resourceVersion)
      await new Promise((resolve) => setTimeout(resolve, 2000))
      expect((await workloads.list()).map(({ metadata }) => metadata.resourceVersion)).toEqual(before)
    })
    for (const stop of stops) await stop()
    expect(seen.most()).toBeGreaterThan(0)
    expect(Math.max(seen.most(), mostReserved)).toBeLessThanOrEqual(gpusOfNode)
    for (const { status } of await workloads.list()) {
      expect(nodes).toContain(status?.assignedNode)
      expect([status?.reservation, status?.queue]).toEqual([undefined, undefined])
    }
    // nobody had a place while one more urgent, which needed no more, still waited
    const grantOf = (name: string) => grants.get(name) ?? Number.NaN
    for (const late of wanted)
      for (const early of wanted)
        if (priorityPoints[early.priority] > priorityPoints[late.priority] && early.gpuCount <= late.gpuCount)
          expect(grantOf(early.name), `${early.name} before ${late.name}`).toBeLessThanOrEqual(
            grantOf(late.name),
          )
  })
})

describe('a GPUWorkload that is in the way of a more urgent one', () => {
  /** While the simulated kubelets are frozen nothing starts or ends: work that takes long. */
  const kubelets = (signal: 'SIGSTOP' | 'SIGCONT') => {
    const kwok = readState(layoutOf(controlPlane.stateDir))?.processes.find(({ name }) => name === 'kwok')
    expect(kwok && signalProcess(kwok, signal)).toBe(true)
  }
  afterAll(() => kubelets('SIGCONT'))

  it('is told, makes room after its grace, and has its turn again', async () => {
    await cordon(true, nodes.slice(1))
    kubelets('SIGSTOP')
    await running(
      async () => {
        await workloads.create('meek', { gpuCount: 6, priority: 'low' })
        await workloads.reaches('meek', 'Scheduled')
        await workloads.create('equal', { gpuCount: 8, priority: 'low' })
        await eventually(async () => {
          const { message, queue } = await workloads.statusOf('equal')
          expect(queue).toBe('1st of 1')
          expect(message).toBe(
            'needs 8 MI308X on one node; the fullest-free node has 2; 1 workload holds the rest; 1st of 1 in the queue',
          )
        })
        await workloads.create('urgent', { gpuCount: 8, priorityClassName: urgent })
        await eventually(async () => {
          expect(await workloads.toldOf('urgent')).toContain('Preempting')
          expect(await workloads.toldOf('meek')).toEqual(
            expect.arrayContaining(['PreemptionNotice', 'Preempted']),
          )
          expect(await workloads.jobsOf('meek')).toEqual([])
          expect((await workloads.statusOf('urgent')).phase).toBe('Pending')
        })
        kubelets('SIGCONT')
        for (const name of ['urgent', 'meek', 'equal']) await workloads.reaches(name, 'Succeeded')
        expect((await workloads.statusOf('meek')).retryCount ?? 0).toBe(0)
      },
      { preemption: { enabled: true, graceSeconds: 1 } },
    )
    await cordon(false)
  })
})

describe('a namespace with a quota of GPUs', () => {
  it('has its GPUWorkloads wait for it, and says so, instead of having their pods refused', async () => {
    const quota = { namespace, name: 'gpus' }
    await admin.create(resources.resourceQuota, resourceQuota(quota, { 'requests.amd.com/gpu': '4' }))
    await running(async () => {
      await workloads.create('over', { gpuCount: 5 })
      const names = ['in-1', 'in-2', 'in-3', 'in-4']
      for (const name of names) await workloads.create(name, { gpuCount: 2 })
      await eventually(async () => {
        expect((await workloads.statusOf('over')).queue).toContain('over quota')
      })
      for (const name of names) {
        const { retryCount = 0 } = await workloads.reaches(name, 'Succeeded')
        expect(retryCount).toBe(0)
      }
      expect((await workloads.statusOf('over')).message).toContain(
        'may hold 4 GPUs at most, by its ResourceQuota',
      )
      await admin.patch(resources.resourceQuota, quota, 'merge', {
        spec: { hard: { 'requests.amd.com/gpu': '5' } },
      })
      await workloads.reaches('over', 'Succeeded')
    })
    await admin.delete(resources.resourceQuota, quota)
  })
})
