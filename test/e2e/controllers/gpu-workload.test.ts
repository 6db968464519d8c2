/** GPUWorkloads on the real control plane: Jobs, the scheduler, and pods that end. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from '../../../src/kube/client.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import { eventually } from '../eventually.ts'
import { dyingClient } from './dying-client.ts'
import { gpuWorkloads, onOwnNodes } from './gpu-workloads.ts'
import { type Installation, install, ownNode, type Running, start, whenReady } from './installation.ts'
import { resourceQuota } from './resource-quota.ts'

let installation: Installation
let admin: KubeClient
let client: KubeClient
let namespace: string
let workloads: ReturnType<typeof gpuWorkloads>
const nodes = ['one', 'two', 'three'].map((name) => `gpuw-${name}-${randomUUID().slice(0, 4)}`)
const gpusOfNode = 8

beforeAll(async () => {
  installation = await install()
  ;({ admin, namespace } = installation)
  client = createClient(installation.source)
  workloads = gpuWorkloads(admin, namespace)
  for (const name of nodes) await admin.create(resources.node, ownNode(name, 'MI308X', gpusOfNode))
})

afterAll(async () => {
  for (const name of nodes) await admin?.delete(resources.node, { name })
  client?.close()
  await installation?.uninstall()
})

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

/** Everything of a workload is gone, with nobody of fitgate there to help. */
const isGone = (name: string) =>
  eventually(async () => {
    expect(await admin.get(resources.gpuWorkload, { namespace, name })).toBeUndefined()
    expect(await workloads.jobsOf(name)).toEqual([])
  }, 90)

const remove = (name: string) => admin.delete(resources.gpuWorkload, { namespace, name })

describe('a controller that is killed between two writes of a GPUWorkload', () => {
  it('comes to the same end after a restart, whichever two they were', async () => {
    const phases = new Set<string | undefined>()
    let survives = 0
    for (let isKilled = true; isKilled; survives++) {
      const name = `cut-${survives}`
      await workloads.create(name, { gpuCount: 8 })
      const dying = dyingClient(client, survives)
      const killed = await start(dying.client)
      isKilled = await Promise.race([
        dying.died.then(() => true),
        workloads.reaches(name, 'Succeeded').then(() => false),
      ])
      await killed.stop()
      phases.add((await workloads.statusOf(name)).phase)
      await running(async () => {
        const { assignedNode, retryCount = 0, reservation } = await workloads.reaches(name, 'Succeeded')
        expect(nodes).toContain(assignedNode)
        expect([retryCount, reservation]).toEqual([0, undefined])
        expect(await workloads.jobsOf(name)).toHaveLength(1)
      })
    }
    expect(survives).toBeGreaterThan(4)
    expect(phases.size).toBeGreaterThan(2)
  })

  it('leaves nothing of one that is deleted while it is away', async () => {
    for (const survives of [1, 2, 3, 4]) {
      const name = `away-${survives}`
      await workloads.create(name, { gpuCount: 8 })
      const dying = dyingClient(client, survives)
      const killed = await start(dying.client)
      await dying.died
      await killed.stop()
      await remove(name)
      await isGone(name)
    }
    await workloads.create('foreign', { gpuCount: 8 }, { finalizers: ['gpu.warp.dev/finalizer'] })
    await remove('foreign')
    await running(() => isGone('foreign'))
    // what they had reserved is free: three nodes take three at once
    for (const name of ['f-1', 'f-2', 'f-3']) await workloads.create(name, { gpuCount: 8 })
    await running(async () => {
      for (const name of ['f-1', 'f-2', 'f-3']) await workloads.reaches(name, 'Succeeded')
    })
  })
})

describe('a GPUWorkload that cannot', () => {
  it('is tried again by its policy and given up, where no node is large enough', async () => {
    await workloads.create('large', {
      modelName: 'x',
      command: ['true'],
      nodeSelector: { ...onOwnNodes, 'example.com/none': 'such' },
      retryPolicy: { maxRetries: 2, backoffSeconds: 1 },
    })
    await running(async () => {
      const status = await workloads.reaches('large', 'Failed')
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
      await workloads.reaches('large', 'Succeeded')
    })
  })

  it('is counted as failed where a quota forbids its Job', async () => {
    const quota = { namespace, name: 'no-pods' }
    await admin.create(resources.resourceQuota, resourceQuota(quota, { 'count/jobs.batch': '0' }))
    await workloads.create('refused', { retryPolicy: { maxRetries: 1, backoffSeconds: 1 } })
    await eventually(async () => {
      const found = await admin.get<KubeObject & { status?: { hard?: object } }>(
        resources.resourceQuota,
        quota,
      )
      expect(found?.status?.hard).toBeDefined()
    })
    await running(async () => {
      const { message, conditions } = await workloads.reaches('refused', 'Failed')
      expect(message).toContain('exceeded quota')
      expect(conditions?.find(({ type }) => type === 'Placed')?.reason).toBe('JobRefused')
    })
    await admin.delete(resources.resourceQuota, quota)
  })

  it('stops where it is cancelled, in the middle of its retries', async () => {
    await running(async () => {
      await workloads.create('waiting', {
        nodeSelector: { ...onOwnNodes, absent: 'true' },
        retryPolicy: { maxRetries: 10, backoffSeconds: 300 },
      })
      await workloads.reaches('waiting', 'Pending')
      await admin.patch(resources.gpuWorkload, { namespace, name: 'waiting' }, 'merge', {
        spec: { cancel: true },
      })
      const { conditions } = await workloads.reaches('waiting', 'Failed')
      expect(conditions?.find(({ type }) => type === 'Succeeded')?.reason).toBe('Cancelled')
      expect(await workloads.jobsOf('waiting')).toEqual([])
    })
  })
})
