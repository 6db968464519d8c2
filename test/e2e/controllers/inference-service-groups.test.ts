/** Replicas over several nodes, with the real LeaderWorkerSet controller and scheduler: whole groups or none. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InferenceServiceStatus } from '../../../src/api/inference/inference-service.ts'
import type { LeaderWorkerSetChild } from '../../../src/controllers/aim-endpoint/child.ts'
import type { EndpointObject } from '../../../src/controllers/aim-endpoint/reconcile.ts'
import type { ServiceObject } from '../../../src/controllers/inference-service/controller.ts'
import { createClient } from '../../../src/kube/client.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import { findCondition } from '../../../src/vocabulary/conditions.ts'
import { eventually } from '../eventually.ts'
import { dyingClient } from './dying-client.ts'
import { type Installation, install, ownNode, type Running, start, whenReady } from './installation.ts'

interface Pod extends KubeObject {
  readonly spec: { readonly nodeName?: string; readonly schedulingGates?: readonly unknown[] }
  readonly status: { readonly phase: string }
}

interface EndpointSlice extends KubeObject {
  readonly endpoints: readonly { readonly targetRef?: { readonly name: string } }[]
}

let installation: Installation
let admin: KubeClient
let client: KubeClient
let running: Running
let namespace: string
const nodes = ['one', 'two', 'three'].map((name) => `group-${name}-${randomUUID().slice(0, 4)}`)
const gpusOfNode = 4

beforeAll(async () => {
  installation = await install()
  ;({ admin, namespace } = installation)
  client = createClient(installation.source)
  for (const name of nodes) await admin.create(resources.node, ownNode(name, 'MI308X', gpusOfNode))
  running = await start(client)
  await whenReady(running)
})

afterAll(async () => {
  for (const { metadata } of (await admin?.list(resources.inferenceService, { namespace }))?.items ?? [])
    await admin.delete(resources.inferenceService, metadata)
  await running?.stop()
  for (const name of nodes) await admin?.delete(resources.node, { name })
  client?.close()
  await installation?.uninstall()
})

/** All GPUs of two nodes. */
const create = (name: string, spec: object = {}) =>
  admin.create<KubeObject>(resources.inferenceService, {
    apiVersion: 'inference.ai/v1alpha1',
    kind: 'InferenceService',
    metadata: { name, namespace },
    spec: {
      model: { name: 'Qwen/Qwen3-8B' },
      resources: { totalGpus: 2 * gpusOfNode, cpuRequest: '1', memoryRequest: '1Gi' },
      distributed: { enabled: true, size: 2 },
      nodeSelector: { 'amd.com/gpu.device-id': '74a2' },
      ...spec,
    },
  } as KubeObject)

/** Nothing of any service is left. */
async function clear(): Promise<void> {
  for (const { metadata } of (await admin.list(resources.inferenceService, { namespace })).items)
    await admin.delete(resources.inferenceService, metadata)
  await eventually(async () => {
    for (const type of [resources.leaderWorkerSet, resources.pod])
      expect((await admin.list(type, { namespace })).items).toEqual([])
  }, 60)
}

const remove = (name: string) => admin.delete(resources.inferenceService, { namespace, name })

async function statusOf(name: string): Promise<InferenceServiceStatus> {
  return (await admin.get<ServiceObject>(resources.inferenceService, { namespace, name }))?.status ?? {}
}

const podsOf = async (name: string, owner = 'inferenceservice') =>
  (
    await admin.list<Pod>(resources.pod, {
      namespace,
      labelSelector: `app.kubernetes.io/instance=${name},fitgate.dev/owner=${owner}`,
    })
  ).items

const hasCondition = (name: string, type: string, wanted: object, seconds = 60) =>
  eventually(async () => {
    const status = await statusOf(name)
    const found = findCondition(status.conditions, type)
    expect(found, JSON.stringify(status)).toMatchObject(wanted)
    return found
  }, seconds)

/** Up as a whole, each member on a node of its own, and nothing promised any more. */
async function isUp(name: string, seconds = 90): Promise<readonly Pod[]> {
  await hasCondition(name, 'Ready', { status: 'True' }, seconds)
  return eventually(async () => {
    const pods = await podsOf(name)
    expect(pods.map(({ status }) => status.phase)).toEqual(['Running', 'Running'])
    expect(new Set(pods.map(({ spec }) => spec.nodeName)).size).toBe(2)
    expect((await statusOf(name)).groups).toBeUndefined()
    return pods
  })
}

describe('a replica over two nodes', () => {
  it('comes up whole, on nodes that were promised before', async () => {
    await create('first')
    const pods = await isUp('first')
    for (const { spec } of pods) expect(nodes).toContain(spec.nodeName)
    expect(await statusOf('first')).toMatchObject({
      replicas: 1,
      readyReplicas: 1,
      gpus: '2 nodes of 4 x MI308X',
    })
  })

  it('starts over as a whole when a worker is lost', async () => {
    const before = await isUp('first')
    const worker = before.find(
      ({ metadata }) => metadata.labels?.['leaderworkerset.sigs.k8s.io/worker-index'] === '1',
    )
    await admin.delete(resources.pod, { namespace, name: worker?.metadata.name ?? '' })
    await eventually(async () => {
      const uids = (await podsOf('first')).map(({ metadata }) => metadata.uid)
      for (const { metadata } of before) expect(uids).not.toContain(metadata.uid)
    }, 60)
    await isUp('first')
  })

  it('moves as a whole when one of its nodes goes away', async () => {
    const before = await isUp('first')
    const [gone] = before
    const lost = gone?.spec.nodeName ?? ''
    await admin.delete(resources.node, { name: lost })
    // as the garbage collector for pods does, 40 seconds later
    const pod = `/api/v1/namespaces/${namespace}/pods/${gone?.metadata.name}`
    await admin.request('DELETE', `${pod}?gracePeriodSeconds=0`)
    await eventually(async () => {
      const uids = (await podsOf('first')).map(({ metadata }) => metadata.uid)
      for (const { metadata } of before) expect(uids).not.toContain(metadata.uid)
    }, 60)
    const after = await isUp('first')
    expect(after.map(({ spec }) => spec.nodeName)).not.toContain(lost)
    await admin.create(resources.node, ownNode(lost, 'MI308X', gpusOfNode))
  })

  it('takes a change in its own place where no second group has room', async () => {
    const before = (await isUp('first')).map(({ metadata }) => metadata.uid)
    const ref = { namespace, name: 'first' }
    const vllm = { engineArgs: { max_num_seqs: 64 } }
    await admin.patch(resources.inferenceService, ref, 'merge', { spec: { vllm } })
    await eventually(async () => {
      for (const { metadata } of await podsOf('first')) expect(before).not.toContain(metadata.uid)
      expect(await podsOf('first')).toHaveLength(2)
    }, 60)
    await isUp('first')
  })
})

describe('groups that compete for the last nodes', () => {
  it('run one after the other: none holds a node while it waits for another', async () => {
    await remove('first')
    await eventually(async () => expect(await podsOf('first')).toEqual([]), 60)
    await Promise.all([create('left'), create('right')])
    const [winner, other] = await eventually(async () => {
      const ready = await Promise.all(
        ['left', 'right'].map(
          async (name) => findCondition((await statusOf(name)).conditions, 'Ready')?.status,
        ),
      )
      expect(ready).toContain('True')
      return ready[0] === 'True' ? ['left', 'right'] : ['right', 'left']
    }, 90)
    await hasCondition(other ?? '', 'Placed', {
      status: 'False',
      message: expect.stringContaining('needs 2 nodes with 4 MI308X each'),
    })
    expect((await podsOf(other ?? '')).filter(({ spec }) => spec.nodeName !== undefined)).toEqual([])
    await remove(winner ?? '')
    await isUp(other ?? '')
    expect(
      running.complaints.filter((text) => text.startsWith('reconcile') && !text.includes('NotFound')),
    ).toEqual([])
  })
})

describe('several groups', () => {
  const fourth = `group-four-${randomUUID().slice(0, 4)}`

  it('come up one by one as nodes come, and a change goes beside them where a whole group has room', async () => {
    await clear()
    await create('pair', { replicas: 2 })
    await hasCondition('pair', 'Placed', {
      status: 'False',
      message: expect.stringContaining('1 of 2 groups wait'),
    })
    expect((await podsOf('pair')).filter(({ spec }) => spec.nodeName !== undefined)).toHaveLength(2)
    await admin.create(resources.node, ownNode(fourth, 'MI308X', gpusOfNode))
    await hasCondition('pair', 'Ready', { status: 'True' })
    expect(new Set((await podsOf('pair')).map(({ spec }) => spec.nodeName)).size).toBe(4)

    await admin.patch(resources.inferenceService, { namespace, name: 'pair' }, 'merge', {
      spec: { replicas: 1, vllm: { engineArgs: { max_num_seqs: 64 } } },
    })
    await eventually(async () => {
      const [set] = (await admin.list<LeaderWorkerSetChild>(resources.leaderWorkerSet, { namespace })).items
      expect(set?.spec.replicas).toBe(1)
      expect(set?.status).toMatchObject({ replicas: 1, readyReplicas: 1, updatedReplicas: 1 })
    }, 60)
    await hasCondition('pair', 'Ready', { status: 'True' })
    // pods of a node that is gone would stay for a minute
    await clear()
    await admin.delete(resources.node, { name: fourth })
  })
})

describe('a group with an exclusive topology', () => {
  it('has its nodes in one domain', async () => {
    for (const [index, name] of nodes.entries())
      await admin.patch(resources.node, { name }, 'merge', {
        metadata: { labels: { rack: index === 0 ? 'small' : 'large' } },
      })
    await clear()
    await create('racked', { distributed: { enabled: true, size: 2, exclusiveTopology: 'rack' } })
    const pods = await isUp('racked')
    expect(pods.map(({ spec }) => spec.nodeName)).not.toContain(nodes[0])
  })
})

describe('an AIMEndpoint over two nodes', () => {
  const ref = () => ({ namespace, name: 'endpoint' })
  const status = async () => (await admin.get<EndpointObject>(resources.aimEndpoint, ref()))?.status ?? {}

  it('waits behind a service for nodes, and is served by the leader of its group once they are free', async () => {
    await clear()
    await create('before')
    await isUp('before')
    await admin.create<KubeObject>(resources.aimEndpoint, {
      apiVersion: 'aim.engine.amd.com/v1alpha1',
      kind: 'AIMEndpoint',
      metadata: { name: 'endpoint', namespace },
      spec: {
        modelId: 'Qwen/Qwen3-8B',
        resources: { gpuCount: 2 * gpusOfNode, cpu: '1', memory: '1Gi' },
        distributed: { enabled: true, size: 2 },
        nodeSelector: { 'amd.com/gpu.device-id': '74a2' },
      },
    } as KubeObject)
    await eventually(async () => {
      const { conditions, queue, phase } = await status()
      expect(findCondition(conditions, 'Placed')).toMatchObject({ status: 'False' })
      expect({ queue, phase }).toMatchObject({ queue: expect.stringContaining('1st of 1'), phase: 'Waiting' })
    }, 60)
    expect(await podsOf('endpoint', 'aimendpoint')).toEqual([])

    await remove('before')
    await eventually(async () => {
      const found = await status()
      expect(found, JSON.stringify(found)).toMatchObject({ phase: 'Ready', gpus: '2 nodes of 4 x MI308X' })
      expect(found.groups).toBeUndefined()
    }, 90)
    const pods = await podsOf('endpoint', 'aimendpoint')
    expect(new Set(pods.map(({ spec }) => spec.nodeName)).size).toBe(2)
    const slices = await admin.list<EndpointSlice>(resources.endpointSlice, {
      namespace,
      labelSelector: 'kubernetes.io/service-name=endpoint',
    })
    const served = slices.items.flatMap(({ endpoints }) => endpoints.map(({ targetRef }) => targetRef?.name))
    expect(served).toEqual(['endpoint-group-0'])
  })

  it('goes back to one node when that is all it may use', async () => {
    const spec = { resources: { gpuCount: gpusOfNode }, distributed: null }
    await admin.patch(resources.aimEndpoint, ref(), 'merge', { spec })
    await eventually(async () => {
      expect(await status()).toMatchObject({ phase: 'Ready', gpus: '4 x MI308X' })
      expect((await admin.list(resources.leaderWorkerSet, { namespace })).items).toEqual([])
      expect(await podsOf('endpoint', 'aimendpoint')).toHaveLength(1)
    }, 90)
    await admin.delete(resources.aimEndpoint, ref())
    await eventually(async () => expect(await podsOf('endpoint', 'aimendpoint')).toEqual([]), 60)
  })
})

interface Hooks extends KubeObject {
  readonly webhooks: readonly { readonly clientConfig: { readonly url?: string } }[]
}

describe('while the webhook of LeaderWorkerSet is down', () => {
  it('says so, and comes up once it answers again', async () => {
    await clear()
    const hooks = (await admin.list<Hooks>(resources.mutatingWebhookConfiguration)).items.filter(
      ({ metadata }) => metadata.name.startsWith('lws-'),
    )
    expect(hooks).toHaveLength(1)
    const url = (port?: string) =>
      hooks[0]?.webhooks.map(({ clientConfig }, index) => ({
        op: 'replace',
        path: `/webhooks/${index}/clientConfig/url`,
        value: port === undefined ? clientConfig.url : clientConfig.url?.replace(/:\d+/, `:${port}`),
      }))
    const ref = { name: hooks[0]?.metadata.name ?? '' }
    await admin.patch(resources.mutatingWebhookConfiguration, ref, 'json', url('1'))
    try {
      await create('patient')
      await hasCondition('patient', 'Ready', { status: 'False', reason: 'LeaderWorkerSetUnavailable' })
    } finally {
      await admin.patch(resources.mutatingWebhookConfiguration, ref, 'json', url())
    }
    await isUp('patient')
  })
})

describe('a controller that is killed between two writes of a group', () => {
  it('brings it up whole after a restart, whichever two they were', async () => {
    await running.stop()
    let survives = 0
    for (let isKilled = true; isKilled; survives++) {
      await clear()
      const name = `cut-${survives}`
      await create(name)
      const dying = dyingClient(client, survives)
      const killed = await start(dying.client)
      isKilled = await Promise.race([dying.died.then(() => true), isUp(name).then(() => false)])
      await killed.stop()
      running = await start(client)
      await whenReady(running)
      await isUp(name)
      await running.stop()
    }
    // pin, promise, three objects, two pods and a status at least
    expect(survives).toBeGreaterThan(7)
  }, 240_000)
})
