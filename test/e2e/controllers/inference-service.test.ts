/** InferenceServices on the real control plane: on one node, by the path of an AIMEndpoint. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InferenceServiceStatus } from '../../../src/api/inference/inference-service.ts'
import type { DeploymentChild } from '../../../src/controllers/aim-endpoint/child.ts'
import type { ServiceObject } from '../../../src/controllers/inference-service/controller.ts'
import { createClient } from '../../../src/kube/client.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import { findCondition } from '../../../src/vocabulary/conditions.ts'
import { eventually } from '../eventually.ts'
import { type Installation, install, ownNode, type Running, start, whenReady } from './installation.ts'

let installation: Installation
let admin: KubeClient
let client: KubeClient
let running: Running
let namespace: string
const node = `infsvc-${randomUUID().slice(0, 4)}`

beforeAll(async () => {
  installation = await install()
  ;({ admin, namespace } = installation)
  client = createClient(installation.source)
  await admin.create(resources.node, ownNode(node, 'MI308X', 8))
  running = await start(client)
  await whenReady(running)
})

afterAll(async () => {
  await running?.stop()
  await admin?.delete(resources.node, { name: node })
  client?.close()
  await installation?.uninstall()
})

const create = (name: string, spec: object) =>
  admin.create<KubeObject & { readonly spec: object }>(resources.inferenceService, {
    apiVersion: 'inference.ai/v1alpha1',
    kind: 'InferenceService',
    metadata: { name, namespace },
    spec: {
      model: { name: 'Qwen/Qwen3-8B' },
      nodeSelector: { 'amd.com/gpu.device-id': '74a2' },
      ...spec,
    },
  })

const change = (name: string, patch: object) =>
  admin.patch(resources.inferenceService, { namespace, name }, 'merge', patch)

async function statusOf(name: string): Promise<InferenceServiceStatus> {
  return (await admin.get<ServiceObject>(resources.inferenceService, { namespace, name }))?.status ?? {}
}

const isReady = (name: string, replicas: number) =>
  eventually(async () => {
    const status = await statusOf(name)
    expect(findCondition(status.conditions, 'Ready')?.status, JSON.stringify(status.conditions)).toBe('True')
    expect(status.readyReplicas).toBe(replicas)
    return status
  }, 60)

describe('an InferenceService on one node', () => {
  it('becomes Ready with its children, is scaled, and at rest is left alone', async () => {
    await create('chat', { resources: { totalGpus: 1 }, monitoring: { enabled: true } })
    const status = await isReady('chat', 1)
    expect(status).toMatchObject({ gpus: '1 x MI308X', modelStatus: { loaded: true } })
    expect(status.modelStatus?.loadTime).toMatch(/^(\d+m)?\d+s$/)
    expect(status.endpoints?.internal).toBe(`http://chat.${namespace}.svc:8000`)

    await admin.patch(
      resources.inferenceService,
      { namespace, name: 'chat' },
      'merge',
      { spec: { replicas: 2 } },
      {
        subresource: 'scale',
      },
    )
    await isReady('chat', 2)
    const versionOf = async () =>
      (await admin.get(resources.inferenceService, { namespace, name: 'chat' }))?.metadata.resourceVersion
    const before = await versionOf()
    await change('chat', { metadata: { labels: { team: 'a' } } })
    await new Promise((resolve) => setTimeout(resolve, 1500))
    const found = await admin.get(resources.inferenceService, { namespace, name: 'chat' })
    expect(BigInt(found?.metadata.resourceVersion ?? 0)).toBeGreaterThan(BigInt(before ?? 0))
    expect(found?.metadata.labels).toEqual({ team: 'a' })
  })

  it('has a taken Deployment made again, as its own', async () => {
    const ref = { namespace, name: 'chat' }
    const before = await admin.get<DeploymentChild>(resources.deployment, ref)
    await admin.delete(resources.deployment, ref)
    await eventually(async () => {
      const again = await admin.get(resources.deployment, ref)
      expect(again?.metadata.uid).not.toBe(before?.metadata.uid)
      expect(again?.metadata.ownerReferences).toMatchObject([{ kind: 'InferenceService', controller: true }])
    }, 60)
    expect(running.complaints.filter((text) => text.startsWith('reconcile'))).toEqual([])
    await admin.delete(resources.inferenceService, ref)
  })

  it('says what it waits for where its nodes are full, and runs when room comes', async () => {
    await create('wide', { resources: { totalGpus: 8 } })
    await isReady('wide', 1)
    await create('late', { resources: { totalGpus: 4 } })
    await eventually(async () => {
      const { conditions } = await statusOf('late')
      expect(findCondition(conditions, 'Placed')).toMatchObject({
        status: 'False',
        reason: 'NoCapacity',
        message: expect.stringContaining('needs 4 MI308X on one node'),
      })
    })
    await admin.delete(resources.inferenceService, { namespace, name: 'wide' })
    await isReady('late', 1)
    await admin.delete(resources.inferenceService, { namespace, name: 'late' })
  })
})
