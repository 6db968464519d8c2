/** Annotated workloads that Kueue queues: its webhooks change the same objects after ours, its controller lets them go. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GPUWorkloadObject } from '../../../src/controllers/gpu-workload/objects.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeObject, ResourceType } from '../../../src/kube/types.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { type Installed, installed } from '../cli/installed.ts'
import { controlPlane } from '../control-plane.ts'
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
  readonly schedulingGates?: readonly unknown[]
}
interface Pod extends KubeObject {
  readonly spec: PodSpec
}
interface Job extends KubeObject {
  readonly spec: { readonly suspend: boolean; readonly template: { readonly spec: PodSpec } }
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

  it('a Pod alone waits for its turn, and has everything when it comes', async () => {
    await apply(manifest('v1', 'Pod', 'alone', pod))
    await eventually(async () => {
      const one = await cluster.client.get<Pod>(resources.pod, { namespace: place, name: 'alone' })
      expect(one?.spec.nodeName).toBeDefined()
      expect(one?.spec).toMatchObject({ nodeSelector: onNodes, containers: [aGPU] })
    })
  })
})
