/** GPUWorkloads on the real control plane: Jobs, the scheduler, and pods that end. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GPUWorkloadStatus } from '../../../src/api/warp/workload.ts'
import type { GPUWorkloadObject, JobObject } from '../../../src/controllers/gpu-workload/objects.ts'
import { createClient } from '../../../src/kube/client.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../../src/kube/types.ts'
import { eventually } from '../eventually.ts'
import { dyingClient } from './dying-client.ts'
import { type Installation, install, ownNode, type Running, start, whenReady } from './installation.ts'

let installation: Installation
let admin: KubeClient
let client: KubeClient
let namespace: string
const nodes = ['one', 'two', 'three'].map((name) => `gpuw-${name}-${randomUUID().slice(0, 4)}`)
const gpusOfNode = 8

beforeAll(async () => {
  installation = await install()
  ;({ admin, namespace } = installation)
  client = createClient(installation.source)
  for (const name of nodes) await admin.create(resources.node, ownNode(name, 'MI308X', gpusOfNode))
})

afterAll(async () => {
  for (const name of nodes) await admin?.delete(resources.node, { name })
  client?.close()
  await installation?.uninstall()
})

const resourceQuota: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'resourcequotas',
  kind: 'ResourceQuota',
  namespaced: true,
}

const here = { 'amd.com/gpu.device-id': '74a2' }

const create = (name: string, spec: object = {}, metadata: object = {}) =>
  admin.create<KubeObject>(resources.gpuWorkload, {
    apiVersion: 'gpu.warp.dev/v1alpha1',
    kind: 'GPUWorkload',
    metadata: { ...metadata, name, namespace },
    spec: { modelName: 'team/own-model', gpuCount: 1, nodeSelector: here, ...spec },
  } as KubeObject)

async function statusOf(name: string): Promise<GPUWorkloadStatus> {
  const found = await admin.get<GPUWorkloadObject>(resources.gpuWorkload, { namespace, name })
  return found?.status ?? {}
}

const reaches = (name: string, phase: GPUWorkloadStatus['phase'], seconds = 60) =>
  eventually(async () => {
    const status = await statusOf(name)
    expect(status.phase, JSON.stringify(status)).toBe(phase)
    return status
  }, seconds)

const list = async () => (await admin.list<GPUWorkloadObject>(resources.gpuWorkload, { namespace })).items

const jobsOf = async (name: string) =>
  (await admin.list<JobObject>(resources.job, { namespace })).items.filter(({ metadata }) =>
    metadata.ownerReferences?.some((owner) => owner.name === name),
  )

async function running(run: (running: Running) => Promise<void>, through = client): Promise<void> {
  const started = await start(through)
  try {
    await whenReady(started)
    await run(started)
    // an API server that begins to serve a kind asks watches to come again
    expect(started.complaints.filter((text) => text.startsWith('reconcile'))).toEqual([])
  } finally {
    await started.stop()
  }
}

describe('more GPUWorkloads than there is room for', () => {
  it('all succeed, never two on one GPU, and nothing is written afterwards', async () => {
    const sizes = [1, 2, 4, 8]
    const names = Array.from({ length: 40 }, (_, i) => `many-${i}`)
    for (const [i, name] of names.entries())
      await create(name, {
        gpuCount: sizes[i % sizes.length],
        priority: ['low', 'normal', 'high'][i % 3],
        schedulingStrategy: ['leastLoaded', 'random', 'costOptimized', 'exclusive', 'binPacking'][i % 5],
      })
    let most = 0
    const watching = setInterval(async () => {
      const reserved = new Map<string, number>()
      for (const { status } of await list())
        for (const { node, count } of status?.reservation?.devices ?? [])
          reserved.set(node, (reserved.get(node) ?? 0) + count)
      most = Math.max(most, ...reserved.values())
    }, 50)
    await running(async () => {
      await eventually(async () => {
        const phases = (await list()).map(({ status }) => status?.phase)
        expect(
          phases.every((phase) => phase === 'Succeeded'),
          JSON.stringify(phases),
        ).toBe(true)
      }, 110)
      clearInterval(watching)
      expect(most).toBeGreaterThan(0)
      expect(most).toBeLessThanOrEqual(gpusOfNode)
      const before = (await list()).map(({ metadata }) => metadata.resourceVersion)
      await new Promise((resolve) => setTimeout(resolve, 2000))
      expect((await list()).map(({ metadata }) => metadata.resourceVersion)).toEqual(before)
    })
    for (const { status } of await list()) {
      expect(nodes).toContain(status?.assignedNode)
      expect(status?.reservation).toBeUndefined()
    }
  })
})

/** Everything of a workload is gone, with nobody of fitgate there to help. */
const isGone = (name: string) =>
  eventually(async () => {
    expect(await admin.get(resources.gpuWorkload, { namespace, name })).toBeUndefined()
    expect(await jobsOf(name)).toEqual([])
  }, 90)

const remove = (name: string) => admin.delete(resources.gpuWorkload, { namespace, name })

describe('a controller that is killed between two writes of a GPUWorkload', () => {
  it('comes to the same end after a restart, whichever two they were', async () => {
    const phases = new Set<string | undefined>()
    let survives = 0
    for (let isKilled = true; isKilled; survives++) {
      const name = `cut-${survives}`
      await create(name, { gpuCount: 8 })
      const dying = dyingClient(client, survives)
      const killed = await start(dying.client)
      isKilled = await Promise.race([
        dying.died.then(() => true),
        reaches(name, 'Succeeded').then(() => false),
      ])
      await killed.stop()
      phases.add((await statusOf(name)).phase)
      await running(async () => {
        const { assignedNode, retryCount = 0, reservation } = await reaches(name, 'Succeeded')
        expect(nodes).toContain(assignedNode)
        expect([retryCount, reservation]).toEqual([0, undefined])
        expect(await jobsOf(name)).toHaveLength(1)
      })
    }
    expect(survives).toBeGreaterThan(4)
    expect(phases.size).toBeGreaterThan(2)
  })

  it('leaves nothing of one that is deleted while it is away', async () => {
    for (const survives of [1, 2, 3, 4]) {
      const name = `away-${survives}`
      await create(name, { gpuCount: 8 })
      const dying = dyingClient(client, survives)
      const killed = await start(dying.client)
      await dying.died
      await killed.stop()
      await remove(name)
      await isGone(name)
    }
    // what they had reserved is free: three nodes take three at once
    for (const name of ['f-1', 'f-2', 'f-3']) await create(name, { gpuCount: 8 })
    await running(async () => {
      for (const name of ['f-1', 'f-2', 'f-3']) await reaches(name, 'Succeeded')
    })
  })
})

describe('a GPUWorkload that cannot', () => {
  it('is tried again by its policy and given up, where no node is large enough', async () => {
    await create('large', {
      modelName: 'x',
      command: ['true'],
      nodeSelector: { ...here, 'example.com/none': 'such' },
      retryPolicy: { maxRetries: 2, backoffSeconds: 1 },
    })
    await running(async () => {
      const status = await reaches('large', 'Failed')
      expect(status.retryCount).toBe(2)
      expect(status.message).toContain('given up after 2 retries')
      await eventually(async () => {
        const { items } = await admin.list<KubeObject & { reason?: string }>(resources.event, { namespace })
        expect(items.map(({ reason }) => reason)).toContain('MaxRetriesExceeded')
      })
      // the remedy: a spec that can
      await admin.patch(resources.gpuWorkload, { namespace, name: 'large' }, 'merge', {
        spec: { nodeSelector: { 'example.com/none': null } },
      })
      await reaches('large', 'Succeeded')
    })
  })

  it('is counted as failed where a quota forbids its Job', async () => {
    const quota = { namespace, name: 'no-pods' }
    await admin.create(resourceQuota, {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: quota,
      spec: { hard: { 'count/jobs.batch': '0' } },
    } as KubeObject)
    await create('refused', { retryPolicy: { maxRetries: 1, backoffSeconds: 1 } })
    await eventually(async () => {
      const found = await admin.get<KubeObject & { status?: { hard?: object } }>(resourceQuota, quota)
      expect(found?.status?.hard).toBeDefined()
    })
    await running(async () => {
      const { message, conditions } = await reaches('refused', 'Failed')
      expect(message).toContain('exceeded quota')
      expect(conditions?.find(({ type }) => type === 'Placed')?.reason).toBe('JobRefused')
    })
    await admin.delete(resourceQuota, quota)
  })

  it('stops where it is cancelled, in the middle of its retries', async () => {
    await running(async () => {
      await create('waiting', {
        nodeSelector: { ...here, absent: 'true' },
        retryPolicy: { maxRetries: 10, backoffSeconds: 300 },
      })
      await reaches('waiting', 'Pending')
      await admin.patch(resources.gpuWorkload, { namespace, name: 'waiting' }, 'merge', {
        spec: { cancel: true },
      })
      const { conditions } = await reaches('waiting', 'Failed')
      expect(conditions?.find(({ type }) => type === 'Succeeded')?.reason).toBe('Cancelled')
      expect(await jobsOf('waiting')).toEqual([])
    })
  })
})
