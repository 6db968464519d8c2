/**
 * What happens to a namespace, chapter by chapter, and when a chapter has come to its end.
 * @module
 */
import { expect } from 'vitest'
import type { GPUWorkloadObject } from '../../../src/controllers/gpu-workload/objects.ts'
import { parseRecord } from '../../../src/controllers/workload/record.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import { annotations, labels } from '../../../src/vocabulary/names.ts'
import { crashPods } from '../controllers/crash.ts'
import { endpoint, onOwnNode, ownNode, statusOf } from '../controllers/installation.ts'
import { pausedDeployment } from '../controllers/paused-deployment.ts'
import { laneLabel } from './confined.ts'

export interface Lane {
  readonly admin: KubeClient
  readonly namespace: string
}

export interface Chapter {
  readonly name: string
  happens(lane: Lane): Promise<unknown>
  /** Throws until it has come to its end. */
  ends(lane: Lane): Promise<void>
}

const gpusOfNode = 8

/** Nodes of the lane's own: a large one for endpoints, a small one on which workloads have to wait for each other. */
export function nodesOf(lane: Lane): readonly KubeObject[] {
  const { namespace } = lane
  const of = (node: KubeObject, more: object) => ({
    ...node,
    metadata: { ...node.metadata, labels: { ...node.metadata.labels, [laneLabel]: namespace, ...more } },
  })
  return [
    of(ownNode(`${namespace}-serving`, 'MI210', 64), {}),
    of(ownNode(`${namespace}-jobs`, 'MI308X', gpusOfNode), { small: 'yes' }),
  ]
}

const create = ({ admin, namespace }: Lane, name: string, spec: object = {}) =>
  admin.create(resources.aimEndpoint, endpoint({ namespace, name }, { ...onOwnNode('MI210'), ...spec }))

const change = ({ admin, namespace }: Lane, name: string, spec: object) =>
  admin.patch(resources.aimEndpoint, { namespace, name }, 'merge', { spec })

const remove = ({ admin, namespace }: Lane, name: string) =>
  admin.delete(resources.aimEndpoint, { namespace, name })

/** Ready, with so many replicas. */
async function serves({ admin, namespace }: Lane, name: string, replicas = 1): Promise<void> {
  const { phase, replicas: counted, conditions } = await statusOf(admin, { namespace, name })
  expect(phase, JSON.stringify(conditions)).toBe('Ready')
  expect(counted?.summary).toBe(`${replicas}/${replicas}`)
}

export const recipeOf = ({ namespace }: Lane) => ({ name: `${namespace}-recipe` })

const run = (lane: Lane, name: string, spec: object) =>
  lane.admin.create(resources.gpuWorkload, {
    apiVersion: 'gpu.warp.dev/v1alpha1',
    kind: 'GPUWorkload',
    metadata: { name, namespace: lane.namespace },
    spec: {
      modelName: 'own',
      command: ['true'],
      nodeSelector: { [laneLabel]: lane.namespace, small: 'yes' },
      ...spec,
    },
  } as KubeObject)

async function ended({ admin, namespace }: Lane, name: string, phase: string): Promise<void> {
  const found = await admin.get<GPUWorkloadObject>(resources.gpuWorkload, { namespace, name })
  expect(found?.status?.phase, JSON.stringify(found?.status)).toBe(phase)
}

async function recorded({ admin, namespace }: Lane, state: string): Promise<void> {
  const found = await admin.get<KubeObject>(resources.deployment, { namespace, name: 'chat' })
  expect(parseRecord(found?.metadata.annotations?.[annotations.status])?.state).toBe(state)
}

/** Chapters with many writes come first: of whoever dies late in a chapter the rest need not be told. */
export const story: readonly Chapter[] = [
  {
    name: 'two workloads want the same GPUs',
    async happens(lane) {
      await run(lane, 'first', { gpuCount: gpusOfNode })
      await run(lane, 'second', { gpuCount: gpusOfNode, priority: 'high' })
    },
    async ends(lane) {
      await ended(lane, 'first', 'Succeeded')
      await ended(lane, 'second', 'Succeeded')
    },
  },
  {
    name: 'an endpoint is created',
    happens: (lane) => create(lane, 'plain'),
    ends: (lane) => serves(lane, 'plain'),
  },
  {
    name: 'one of everything is created',
    happens: (lane) =>
      create(lane, 'full', {
        scaling: { maxReplicas: 2 },
        cache: { enabled: true, size: '10Gi' },
        security: { serviceAccount: { create: true } },
      }),
    async ends(lane) {
      await serves(lane, 'full')
      const { conditions } = await statusOf(lane.admin, { namespace: lane.namespace, name: 'full' })
      expect(conditions?.find(({ type }) => type === 'CacheProvisioned')?.reason).toBe('Bound')
    },
  },
  {
    name: 'an endpoint is deleted and created again at once',
    async happens(lane) {
      await remove(lane, 'full')
      await create(lane, 'full', { replicas: 2 })
    },
    ends: (lane) => serves(lane, 'full', 2),
  },
  {
    name: 'an endpoint is created under a name that is taken, and one whose engine will fail',
    async happens(lane) {
      await lane.admin.create(resources.configMap, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'taken-config', namespace: lane.namespace },
      })
      await create(lane, 'taken')
      await create(lane, 'long', { modelId: 'Qwen/Qwen3-4B' })
    },
    async ends(lane) {
      await serves(lane, 'long')
      const { conditions } = await statusOf(lane.admin, { namespace: lane.namespace, name: 'taken' })
      expect(conditions?.find(({ type }) => type === 'Ready')?.reason).toBe('NameTaken')
    },
  },
  {
    name: 'an engine has no room for the length, and is repaired',
    async happens({ admin, namespace }) {
      const { decision } = await statusOf(admin, { namespace, name: 'long' })
      const asked = decision?.memory?.maxModelLen
      const words = `ValueError: To serve at least one request with the models's max seq len (${asked}), (16.00 GiB KV cache is needed, which is larger than the available KV cache memory (11.24 GiB). Based on the available memory, the estimated maximum model length is 20960.`
      await crashPods(
        admin,
        namespace,
        'app.kubernetes.io/instance=long,fitgate.dev/owner=aimendpoint',
        words,
      )
    },
    async ends(lane) {
      await serves(lane, 'long')
      const { repair } = await statusOf(lane.admin, { namespace: lane.namespace, name: 'long' })
      expect(repair?.to).toBe(20_480)
    },
  },
  {
    name: 'a recipe comes and is used',
    async happens(lane) {
      await lane.admin.create(resources.aimRecipe, {
        apiVersion: 'aim.engine.amd.com/v1alpha1',
        kind: 'AIMRecipe',
        metadata: { ...recipeOf(lane), labels: { [laneLabel]: lane.namespace } },
        spec: {
          modelId: 'Qwen/Qwen3-8B',
          hardware: 'MI210',
          precision: 'bf16',
          backend: 'vllm',
          configurations: [{ gpuCount: 1, enabled: true, args: ['--max-model-len=8192'] }],
        },
      } as KubeObject)
      await create(lane, 'by-recipe', { recipe: { customRecipe: recipeOf(lane) } })
    },
    ends: (lane) => serves(lane, 'by-recipe'),
  },
  {
    name: 'the recipe is changed, and an endpoint with it',
    async happens(lane) {
      const configurations = [{ gpuCount: 1, enabled: true, args: ['--max-model-len=16384'] }]
      await lane.admin.patch(resources.aimRecipe, recipeOf(lane), 'merge', { spec: { configurations } })
      await change(lane, 'by-recipe', { env: [{ name: 'A', value: '1' }] })
    },
    ends: (lane) => serves(lane, 'by-recipe'),
  },
  {
    name: 'its configuration is changed',
    happens: (lane) => change(lane, 'plain', { maxModelLen: 4096 }),
    ends: (lane) => serves(lane, 'plain'),
  },
  {
    name: 'it is scaled',
    happens: (lane) => change(lane, 'plain', { replicas: 3 }),
    ends: (lane) => serves(lane, 'plain', 3),
  },
  {
    name: 'an autoscaler takes over',
    happens: (lane) => change(lane, 'plain', { replicas: null, scaling: { minReplicas: 1, maxReplicas: 5 } }),
    ends: (lane) => serves(lane, 'plain', 3),
  },
  {
    name: 'children are deleted and changed',
    async happens({ admin, namespace }) {
      await admin.delete(resources.service, { namespace, name: 'plain' })
      await admin.delete(resources.horizontalPodAutoscaler, { namespace, name: 'plain' })
      const elsewhere = { spec: { selector: { [labels.instance]: 'somebody-else' } } }
      await admin.patch(resources.service, { namespace, name: 'full' }, 'merge', elsewhere)
    },
    async ends({ admin, namespace }) {
      expect(await admin.get(resources.service, { namespace, name: 'plain' })).toBeDefined()
      expect(await admin.get(resources.horizontalPodAutoscaler, { namespace, name: 'plain' })).toBeDefined()
    },
  },
  {
    name: 'the autoscaler is taken away',
    happens: (lane) => change(lane, 'plain', { replicas: 2, scaling: null }),
    ends: (lane) => serves(lane, 'plain', 2),
  },
  {
    name: 'an annotated Deployment fails',
    async happens({ admin, namespace }) {
      await admin.create(resources.deployment, pausedDeployment({ namespace, name: 'chat' }))
      await crashPods(admin, namespace, 'app=chat', 'RuntimeError: HIP error: invalid device function')
    },
    ends: (lane) => recorded(lane, 'Failing'),
  },
  {
    name: 'its next pod answers',
    async happens({ admin, namespace }) {
      const { items } = await admin.list(resources.pod, { namespace, labelSelector: 'app=chat' })
      for (const { metadata } of items) await admin.delete(resources.pod, metadata)
    },
    ends: (lane) => recorded(lane, 'Paused'),
  },
  {
    name: 'a workload asks for a node that is not there',
    happens: (lane) =>
      run(lane, 'nowhere', {
        gpuCount: 1,
        nodeSelector: { [laneLabel]: 'none' },
        retryPolicy: { maxRetries: 2, backoffSeconds: 1 },
      }),
    ends: (lane) => ended(lane, 'nowhere', 'Failed'),
  },
  {
    name: 'everything is deleted',
    async happens({ admin, namespace }) {
      for (const type of [resources.aimEndpoint, resources.gpuWorkload]) {
        const { items } = await admin.list(type, { namespace })
        for (const { metadata } of items) await admin.delete(type, metadata)
      }
      await admin.delete(resources.deployment, { namespace, name: 'chat' })
    },
    async ends({ admin, namespace }) {
      const labelSelector = 'app.kubernetes.io/managed-by=fitgate'
      const { items } = await admin.list(resources.deployment, { namespace, labelSelector })
      expect(items).toEqual([])
    },
  },
]
