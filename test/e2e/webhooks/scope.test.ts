import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createClient } from '../../../src/kube/client.ts'
import { loadKubeconfig } from '../../../src/kube/config.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../../src/kube/types.ts'
import { applyObjects } from '../../../src/sandbox/apply-objects.ts'
import { kustomize } from '../../../src/sandbox/manifests.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { fits } from '../../webhooks/builders.ts'
import { controlPlane } from '../control-plane.ts'
import { eventually } from '../eventually.ts'
import { everything, type Recorder, startRecorder } from './recorder.ts'
import { sampleOf, stockKinds, template, tryOut } from './stock-kinds.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const place = 'scope-test'
const configurations = [resources.mutatingWebhookConfiguration, resources.validatingWebhookConfiguration]
const asksForModel = { annotations: { [annotations.model]: 'Qwen/Qwen3-32B' } }
const gpus = (resource = 'amd.com/gpu') => template({ resources: { limits: { [resource]: '1' } } })
const daemonSet: ResourceType = { ...resources.deployment, plural: 'daemonsets', kind: 'DaemonSet' }
const replicaSet: ResourceType = { ...daemonSet, plural: 'replicasets', kind: 'ReplicaSet' }
const job: ResourceType = { group: 'batch', version: 'v1', plural: 'jobs', kind: 'Job', namespaced: true }
const cronJob: ResourceType = { ...job, plural: 'cronjobs', kind: 'CronJob' }
const workloads = [resources.deployment, resources.statefulSet, resources.leaderWorkerSet, job, resources.pod]

let client: KubeClient
/** May do everything in one namespace, and makes nothing of others' objects. */
let somebody: KubeClient
let recorder: Recorder
let kinds: readonly ResourceType[]

beforeAll(async () => {
  const source = await loadKubeconfig(controlPlane.kubeconfig)
  client = createClient(source)
  const options = async () => {
    const own = await source.options()
    return { ...own, headers: { ...own.headers, 'Impersonate-User': 'somebody' } }
  }
  somebody = createClient({ server: source.server, options })
  const kubectl = join(controlPlane.binDir, 'kubectl')
  recorder = await startRecorder()
  const [definitions, objects] = await Promise.all([
    kustomize(kubectl, join(root, 'crds')),
    kustomize(kubectl, join(root, 'manifests/overlays/sandbox')),
  ])
  const ours = objects.filter(({ kind }) => kind.endsWith('WebhookConfiguration') || kind === 'Namespace')
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: place } }
  const wanted = [...ours, ...everything()].map((object) =>
    object.kind === 'Namespace' ? object : recorder.pointed(object),
  )
  const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding' }
  const rights = {
    ...rbac,
    metadata: { name: 'somebody', namespace: place },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'somebody' }],
  }
  await applyObjects(client, [...definitions, namespace, rights, ...wanted])
  kinds = await stockKinds(client)
  // they hold when the API server's own informer has them
  const probe = sampleOf(resources.pod, 'probe', { namespace: place, ...asksForModel }, gpus())
  await eventually(async () => {
    recorder.clear()
    await tryOut(client, resources.pod, probe)
    expect(sentTo('fitgate.dev')).toHaveLength(2)
    expect(sentTo('everything')).toHaveLength(2)
  })
})
afterAll(async () => {
  for (const type of configurations)
    for (const name of ['everything', 'fitgate']) await client.delete(type, { name })
  await client.delete(resources.namespace, { name: place })
  client.close()
  somebody.close()
  await recorder.close()
})
beforeEach(() => recorder.clear())

/** What came by webhooks whose name has `part`, but for the control's. */
function sentTo(part: string): string[] {
  return recorder.seen
    .filter(
      ({ webhook }) => webhook.includes(part) && (part === 'everything' || !webhook.includes('everything')),
    )
    .map(({ webhook, operation, resource }) => `${webhook} ${operation} ${resource}`)
}
/** Each once: a webhook is asked again when another one changed the object, or a write came in between. */
const sent = () => [...new Set(sentTo('fitgate.dev'))].toSorted()

/** By both configurations. */
const asWorkload = (operation: string, ...types: readonly ResourceType[]) =>
  types
    .flatMap(({ plural }) =>
      // every Pod of a cluster passes as few webhooks as can be
      ['mutating workloads', `validating ${plural === 'pods' ? 'gpu-pods' : 'workloads'}`].map(
        (which) => `${which}.fitgate.dev ${operation} ${plural}`,
      ),
    )
    .toSorted()
const asGpuPods = (operation: string, ...types: readonly ResourceType[]) =>
  types.map(({ plural }) => `validating gpu-pods.fitgate.dev ${operation} ${plural}`).toSorted()

/** One of every kind of a stock cluster, and of those that this test adds; gives the kinds that were refused. */
async function tryAll(
  metadata: Readonly<Record<string, unknown>>,
  pod: ReturnType<typeof template>,
): Promise<string[]> {
  const refused: string[] = []
  for (const type of [...kinds, resources.leaderWorkerSet]) {
    const where = type.namespaced ? { namespace: place } : {}
    const object = sampleOf(type, 'stock', { ...where, ...metadata }, pod)
    await tryOut(client, type, object).catch((error: unknown) => refused.push(`${type.kind}: ${error}`))
  }
  return refused
}

describe('of one object of every kind in a stock cluster, the real API server sends', () => {
  it('nothing at all, where it neither asks for a model nor for GPUs', async () => {
    await tryAll({}, template())
    expect(sent()).toEqual([])
    // the control: they were made, and could have been sent
    const made = new Set(recorder.seen.map(({ kind }) => kind))
    const missing = [...new Set(kinds.map(({ kind }) => kind))].filter((kind) => !made.has(kind))
    expect(missing.toSorted()).toEqual([
      // never sent to any webhook, so that nobody locks himself out
      'MutatingAdmissionPolicy',
      'MutatingAdmissionPolicyBinding',
      'MutatingWebhookConfiguration',
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
      'ValidatingWebhookConfiguration',
    ])
    expect(made.size).toBeGreaterThan(45)
  })

  it('workloads, where all of them ask for a model', async () => {
    await tryAll(asksForModel, template())
    expect(sent()).toEqual(asWorkload('CREATE', ...workloads))
  })

  it('what has pods, where all of them ask for GPUs, and no template', async () => {
    await tryAll({}, gpus())
    expect(sent()).toEqual(asGpuPods('CREATE', ...workloads, daemonSet, replicaSet, cronJob))
  })

  it('no ReplicaSet of a Deployment, but where somebody else than a controller says it is one', async () => {
    const controller = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x', uid: 'x', controller: true }
    const metadata = { namespace: place, ownerReferences: [controller], ...asksForModel }
    const owned = sampleOf(replicaSet, 'r', metadata, gpus())
    await tryOut(client, replicaSet, owned)
    expect(sent()).toEqual([])
    await eventually(() => tryOut(somebody, replicaSet, owned))
    expect(sent()).toEqual(asGpuPods('CREATE', replicaSet))
  })

  it('each workload once to each, where it asks for both', async () => {
    await tryAll(asksForModel, gpus())
    expect(sent()).toEqual(
      [
        ...asGpuPods('CREATE', daemonSet, replicaSet, cronJob),
        ...asWorkload('CREATE', ...workloads),
      ].toSorted(),
    )
  })
})

describe('a Pod is sent by what it asks for', () => {
  it.each([
    ['amd.com/gpu', 1],
    ['amd.com/cpx_nps4', 1],
    ['nvidia.com/gpu', 1],
    ['nvidia.com/mig-1g.5gb', 1],
    ['amd.com/nic', 0],
    ['example.com/gpu', 0],
    ['cpu', 0],
  ])('%s: %i times', async (resource, times) => {
    await tryOut(client, resources.pod, sampleOf(resources.pod, 'p', { namespace: place }, gpus(resource)))
    expect(sent()).toHaveLength(times)
  })

  it('also by the last of its init containers', async () => {
    const { spec, metadata } = template()
    const pod = {
      metadata,
      spec: {
        ...spec,
        initContainers: [...spec.containers, ...gpus().spec.containers].map((c, i) => ({
          ...c,
          name: `i${i}`,
        })),
      },
    }
    await tryOut(client, resources.pod, sampleOf(resources.pod, 'p', { namespace: place }, pod))
    expect(sent()).toEqual(asGpuPods('CREATE', resources.pod))
  })

  it.each(['kube-system', 'fitgate-system'])('never from %s', async (namespace) => {
    const pod = sampleOf(resources.pod, 'p', { namespace, ...asksForModel }, gpus())
    // the namespace of fitgate takes no such Pod anyway
    await tryOut(client, resources.pod, pod).catch(() => {})
    expect(sent()).toEqual([])
  })

  it('is not lost among thousands of containers and annotations: its conditions stay cheap', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 2000 }, (_, i) => [`fitgate.dev/n${i}`, 'x'.repeat(50)]),
    )
    const containers = Array.from({ length: 500 }, (_, i) => ({
      ...template().spec.containers[0],
      name: `c${i}`,
    }))
    const pod = { metadata: {}, spec: { containers: [...containers, ...gpus().spec.containers] } } as never
    const metadata = { namespace: place, annotations: { ...many, ...asksForModel.annotations } }
    await tryOut(client, resources.pod, sampleOf(resources.pod, 'p', { namespace: place }, pod))
    expect(sent()).toEqual(asGpuPods('CREATE', resources.pod))
    recorder.clear()
    await tryOut(client, resources.pod, sampleOf(resources.pod, 'q', metadata, pod))
    expect(sent()).toEqual(asWorkload('CREATE', resources.pod))
  })
})

describe('over the life of an annotated Deployment that asks for GPUs', () => {
  const ref = { namespace: place, name: 'lives' }
  const patch = (body: unknown, subresource?: 'scale' | 'status') =>
    client.patch(resources.deployment, ref, 'merge', body, subresource ? { subresource } : {})

  it('is sent what could change the decision, and nothing of what controllers do about it', async () => {
    await client.create(
      resources.deployment,
      sampleOf(resources.deployment, ref.name, { namespace: place, ...asksForModel }, gpus()),
    )
    await eventually(async () => {
      const { items } = await client.list(resources.pod, { namespace: place, labelSelector: 'app=x' })
      expect(items).toHaveLength(1)
    })
    expect(sent()).toEqual(asWorkload('CREATE', resources.deployment))
    recorder.clear()
    await patch({ metadata: { labels: { team: 'a' }, annotations: { 'example.com/note': 'x' } } })
    await patch({ metadata: { annotations: { [annotations.status]: '{}' } } })
    await patch({ spec: { replicas: 2 } }, 'scale')
    await patch({ metadata: { finalizers: ['example.com/hold'] } })
    expect(sent()).toEqual([])

    const changes = [
      { metadata: { annotations: { [annotations.maxGpus]: '2' } } },
      { metadata: { annotations: { [annotations.maxGpus]: null } } },
      { spec: { paused: true } },
      { metadata: { annotations: { [annotations.model]: null } } },
    ]
    for (const change of changes) {
      recorder.clear()
      await patch(change)
      expect(sent()).toEqual(asWorkload('UPDATE', resources.deployment))
    }

    recorder.clear()
    await client.delete(resources.deployment, ref)
    await patch({ metadata: { finalizers: null } })
    await eventually(async () => expect(await client.get(resources.deployment, ref)).toBeUndefined())
    expect(sent()).toEqual([])
  })
})

describe('our own kinds', () => {
  it('are sent when they are made and when their spec changes', async () => {
    const endpoint = {
      apiVersion: 'aim.engine.amd.com/v1alpha1',
      kind: 'AIMEndpoint',
      metadata: { name: 'own', namespace: place },
      spec: fits,
    } as KubeObject
    await client.create(resources.aimEndpoint, endpoint)
    const ref = { namespace: place, name: 'own' }
    await client.patch(resources.aimEndpoint, ref, 'merge', { metadata: { labels: { a: 'b' } } })
    await client.patch(resources.aimEndpoint, ref, 'merge', { spec: { resources: { gpuCount: 2 } } })
    await client.delete(resources.aimEndpoint, ref)
    expect(sentTo('fitgate.dev')).toEqual(
      ['CREATE', 'UPDATE'].flatMap((operation) =>
        ['mutating', 'validating'].map((which) => `${which} endpoints.fitgate.dev ${operation} aimendpoints`),
      ),
    )
  })
})
