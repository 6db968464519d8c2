/** Annotated workloads that Kueue queues: its webhooks change the same objects after ours, its controller lets them go. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InferenceServiceStatus } from '../../../src/api/inference/inference-service.ts'
import type { GPUWorkloadObject } from '../../../src/controllers/gpu-workload/objects.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeObject, ResourceType } from '../../../src/kube/types.ts'
import { placementGate } from '../../../src/render/group-let-go.ts'
import { findCondition } from '../../../src/vocabulary/conditions.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { type Installed, installed } from '../cli/installed.ts'
import { controlPlane } from '../control-plane.ts'
import { ownNode } from '../controllers/installation.ts'
import { eventually } from '../eventually.ts'
import { type Person, personAt } from '../kubectl.ts'
import { findKueue } from '../kueue/binary.ts'
import { makeQueue, startKueue } from '../kueue/kueue.ts'
import { census } from '../reapplied.ts'

interface Container {
  readonly resources: { readonly limits?: Readonly<Record<string, string>> }
}
interface PodSpec {
  readonly containers: readonly Container[]
  readonly nodeName?: string
  readonly nodeSelector?: Readonly<Record<string, string>>
  readonly schedulingGates?: readonly { readonly name: string }[]
}
interface Pod extends KubeObject {
  readonly spec: PodSpec
}
interface Job extends KubeObject {
  readonly spec: { readonly suspend: boolean; readonly template: { readonly spec: PodSpec } }
}
/** What AIMEndpoints and InferenceServices tell alike. */
interface Serving extends KubeObject {
  readonly status?: Pick<InferenceServiceStatus, 'conditions' | 'decision' | 'groups' | 'queue'>
}
interface Queued extends KubeObject {
  readonly spec: { readonly podSets: readonly { readonly template: { readonly spec: PodSpec } }[] }
}

const place = 'queued'
const labels = { 'kueue.x-k8s.io/queue-name': 'mi300x' }
/** Of the nodes that the queue's GPUs are on. */
const onNodes = { 'amd.com/gpu.device-id': '74a1' }
const type = (group: string, version: string, plural: string, kind: string): ResourceType => ({
  ...{ group, version, plural, kind },
  namespaced: true,
})
const jobs = type('batch', 'v1', 'jobs', 'Job')
const clusterQueues: ResourceType = {
  ...type('kueue.x-k8s.io', 'v1beta2', 'clusterqueues', 'ClusterQueue'),
  namespaced: false,
}
const workloads = type('kueue.x-k8s.io', 'v1beta2', 'workloads', 'Workload')
const aGPU = { resources: { limits: { 'amd.com/gpu': '1' } } }

const kueue = await findKueue(join(controlPlane.binDir, 'kubectl'))
let cluster: Installed
let person: Person

describe.skipIf(kueue === undefined)('with the real Kueue (FITGATE_TEST_KUEUE=build compiles it)', () => {
  beforeAll(async () => {
    cluster = await installed('selfAdmissionIntervalSeconds: 0\nauditIntervalSeconds: 0\n')
    person = personAt(cluster.sandbox)
    expect((await person.run('create', 'namespace', place)).code).toBe(0)
    if (kueue !== undefined) await startKueue(cluster.sandbox, kueue)
    await makeQueue(cluster.sandbox, place, 'mi300x', 3, onNodes)
  })
  afterAll(() => cluster?.remove())

  async function apply(object: object, ...args: readonly string[]) {
    const { code, text } = await person.apply(object, ...args)
    expect(code, text).toBe(0)
  }
  const manifest = (apiVersion: string, kind: string, name: string, spec: object) => ({
    apiVersion,
    kind,
    metadata: { name, namespace: place, labels, annotations: { [annotations.model]: 'Qwen/Qwen3-8B' } },
    spec,
  })
  const pod = { containers: [{ name: 'engine' }] }
  const job = (name: string) =>
    manifest('batch/v1', 'Job', name, { template: { spec: { ...pod, restartPolicy: 'Never' } } })
  const podsOf = async (labelSelector: string) =>
    (await cluster.client.list<Pod>(resources.pod, { namespace: place, labelSelector })).items

  it('a Job counts with the GPUs that were added to it, and runs where Kueue and the plan both want it', async () => {
    await apply(job('counted'))
    const [queued] = await eventually(async () => {
      const { items } = await cluster.client.list<Queued>(workloads, { namespace: place })
      expect(items).toHaveLength(1)
      return items
    })
    expect(queued?.spec.podSets[0]?.template.spec.containers[0]).toMatchObject(aGPU)
    const [placed] = await eventually(async () => {
      const pods = await podsOf('job-name=counted')
      expect(pods.map(({ spec }) => typeof spec.nodeName)).toEqual(['string'])
      return pods
    })
    expect(placed?.spec).toMatchObject({ nodeSelector: onNodes, containers: [aGPU] })
    await apply(job('counted'))
  })

  it('a Job that does not fit into the quota stays suspended, whole', async () => {
    const large = job('too-large')
    Object.assign(large.metadata.annotations, { [annotations.gpus]: '4' })
    await apply(large)
    const found = await eventually(async () => {
      const { items } = await cluster.client.list(workloads, { namespace: place })
      expect(items).toHaveLength(2)
      return cluster.client.get<Job>(jobs, { namespace: place, name: 'too-large' })
    })
    expect(found?.spec).toMatchObject({
      suspend: true,
      template: { spec: { containers: [{ resources: { limits: { 'amd.com/gpu': '4' } } }] } },
    })
  })

  it('a GPUWorkload is decided and rendered by fitgate, and queued by Kueue alone', async () => {
    const workload = (name: string, gpuCount: number) => ({
      apiVersion: 'gpu.warp.dev/v1alpha1',
      kind: 'GPUWorkload',
      metadata: { name, namespace: place, labels },
      spec: { modelName: 'Qwen/Qwen3-8B', gpuCount },
    })
    const statusOf = async (name: string) => {
      const ref = { namespace: place, name }
      return (await cluster.client.get<GPUWorkloadObject>(resources.gpuWorkload, ref))?.status
    }
    await apply(workload('batch-large', 4))
    await apply(workload('batch', 1))
    const ended = await eventually(async () => {
      const status = await statusOf('batch')
      expect(status?.phase, JSON.stringify(status)).toBe('Succeeded')
      return status
    })
    const ref = { namespace: place, name: ended?.jobName ?? '' }
    expect((await cluster.client.get<Job>(jobs, ref))?.spec).toMatchObject({
      suspend: false,
      template: { spec: { nodeSelector: onNodes, containers: [aGPU] } },
    })
    const waiting = await statusOf('batch-large')
    expect(waiting).toMatchObject({ phase: 'Scheduling', message: 'waits for Kueue to admit its Job' })
    expect([waiting?.queue, waiting?.reservation, waiting?.retryCount ?? 0]).toEqual([
      undefined,
      undefined,
      0,
    ])
    const held = { namespace: place, name: waiting?.jobName ?? '' }
    expect((await cluster.client.get<Job>(jobs, held))?.spec).toMatchObject({
      suspend: true,
      template: { spec: { containers: [{ resources: { limits: { 'amd.com/gpu': '4' } } }] } },
    })
  })

  it('a Deployment is queued pod by pod, and applying it again changes nothing', async () => {
    const deployment = manifest('apps/v1', 'Deployment', 'served', { template: { spec: pod } })
    await apply(deployment)
    await eventually(async () => {
      const [one] = await podsOf('fitgate.dev/workload=served')
      expect(one?.spec.nodeName).toBeDefined()
      expect(one?.spec).toMatchObject({ nodeSelector: onNodes, containers: [aGPU] })
      expect(one?.spec.schedulingGates ?? []).toEqual([])
    })
    const before = await census(cluster.client, place)
    expect(before).toMatchObject({ generations: { served: 1 }, replicaSets: [expect.any(String)] })
    for (let i = 0; i < 3; i++) await apply(deployment)
    for (let i = 0; i < 2; i++) await apply(deployment, '--server-side', '--force-conflicts')
    expect(await census(cluster.client, place)).toEqual(before)
  })

  it('what serves is decided and rendered while its queue is held, and starts whole when that admits it', async () => {
    const queue = 'held'
    const shape = { 'amd.com/gpu.device-id': '74a2' }
    for (const name of ['held-one', 'held-two'])
      await cluster.client.create(resources.node, ownNode(name, 'MI308X', 4))
    await makeQueue(cluster.sandbox, place, queue, 8, shape)
    const hold = (stopPolicy: 'Hold' | 'None') =>
      cluster.client.patch(clusterQueues, { name: queue }, 'merge', { spec: { stopPolicy } })
    await hold('Hold')
    const served = (apiVersion: string, kind: string, name: string, spec: object) => ({
      ...{ apiVersion, kind },
      metadata: { name, namespace: place, labels: { 'kueue.x-k8s.io/queue-name': queue } },
      spec: { nodeSelector: shape, ...spec },
    })
    const model = { name: 'Qwen/Qwen3-8B' }
    const small = { cpuRequest: '1', memoryRequest: '1Gi' }
    const all = [
      served('inference.ai/v1alpha1', 'InferenceService', 'wide', {
        model,
        resources: { totalGpus: 4, ...small },
        distributed: { enabled: true, size: 2 },
      }),
      served('inference.ai/v1alpha1', 'InferenceService', 'narrow', {
        model,
        resources: { totalGpus: 1, ...small },
      }),
      served('aim.engine.amd.com/v1alpha1', 'AIMEndpoint', 'endpoint', {
        modelId: model.name,
        gpuCount: 1,
        resources: { cpu: '1', memory: '1Gi' },
      }),
    ]
    for (const object of all) await apply(object)
    const podsHere = async () =>
      (await podsOf('app.kubernetes.io/managed-by=fitgate')).filter(({ metadata }) =>
        all.some(({ metadata: { name } }) => metadata.labels?.['app.kubernetes.io/instance'] === name),
      )
    const statusOf = async ({ kind, metadata }: (typeof all)[number]) => {
      const kindType = kind === 'AIMEndpoint' ? resources.aimEndpoint : resources.inferenceService
      const found = await cluster.client.get<Serving>(kindType, { namespace: place, name: metadata.name })
      return found?.status
    }
    // LeaderWorkerSet makes the workers of a group once its leader runs or is held back, Kueue the gates of all
    await eventually(async () => {
      const pods = await podsHere()
      expect(pods.length).toBeGreaterThanOrEqual(3)
      for (const { spec } of pods)
        expect(spec.schedulingGates?.map(({ name }) => name)).toEqual(
          expect.arrayContaining(['kueue.x-k8s.io/admission']),
        )
      expect(JSON.stringify(pods)).not.toContain(placementGate)
      for (const object of all) {
        const status = await statusOf(object)
        expect(findCondition(status?.conditions, 'Placed'), JSON.stringify(status)).toMatchObject({
          status: 'Unknown',
          reason: 'Queued',
        })
        expect([status?.groups, status?.queue]).toEqual([undefined, undefined])
        expect(status?.decision?.verdict).toBe('Fits')
      }
    }, 60)
    await hold('None')
    await eventually(async () => {
      for (const object of all) {
        const status = await statusOf(object)
        expect(findCondition(status?.conditions, 'Ready')?.status, JSON.stringify(status)).toBe('True')
      }
    }, 90)
    const pods = await podsHere()
    expect(pods).toHaveLength(4)
    const group = pods.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/instance'] === 'wide')
    expect(new Set(group.map(({ spec }) => spec.nodeName))).toEqual(new Set(['held-one', 'held-two']))
    for (const { spec } of pods) expect(spec.nodeSelector).toMatchObject(shape)
  })

  it('a Pod alone waits for its turn, and has everything when it comes', async () => {
    await apply(manifest('v1', 'Pod', 'alone', pod))
    await eventually(async () => {
      const one = await cluster.client.get<Pod>(resources.pod, { namespace: place, name: 'alone' })
      expect(one?.spec.nodeName).toBeDefined()
      expect(one?.spec).toMatchObject({ nodeSelector: onNodes, containers: [aGPU] })
    })
  })
})
