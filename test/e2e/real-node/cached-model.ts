/**
 * A hub inside the cluster with one model that an engine could be asked for, and a volume of the machine for a cache of it.
 */
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Faults, Served } from '../../fetch/hub-server.d.mts'
import { eventually } from '../eventually.ts'
import { engineImage, type RealNode } from './node.ts'

export const cachedModel = 'Qwen/Qwen3-8B'

/** Small ones under the model's name; the hub's own repository has the same kinds. */
export const modelFiles = {
  'config.json': { text: '{"architectures":["Qwen3ForCausalLM"],"model_type":"qwen3"}' },
  'tokenizer.json': { text: '{"version":"1.0"}' },
  'model-00001-of-00002.safetensors': { bytes: 20_000_003, seed: 1 },
  'model-00002-of-00002.safetensors': { bytes: 9_000_001, seed: 2 },
} as const

export interface ClusterHub {
  /** For pods. */
  readonly url: string
  fail(faults: Faults): Promise<void>
  served(): Promise<Served>
}

const port = 8080
const proxied = `/api/v1/namespaces/default/services/hub:${port}/proxy/-`

/** Resolves when it answers. */
export async function startHub({ applied, client }: RealNode): Promise<ClusterHub> {
  await applied([
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'hub', labels: { app: 'hub' } },
      spec: {
        containers: [
          {
            name: 'hub',
            image: engineImage(),
            command: [
              'node',
              '/opt/hub/hub-server.mjs',
              '--port',
              String(port),
              '--models',
              '/opt/hub/models.json',
            ],
          },
        ],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'hub' },
      spec: { selector: { app: 'hub' }, ports: [{ port }] },
    },
  ])
  const served = async () => (await client.request('GET', `${proxied}/served`)) as Served
  await eventually(async () => expect((await served()).bytes).toBe(0), 60)
  return {
    url: `http://hub.default.svc:${port}`,
    served,
    async fail(faults) {
      await client.request('PUT', `${proxied}/faults`, faults)
    },
  }
}

/**
 * Volumes in folders of the test: one that claims of the class `machine` are bound to, and one that is the disk of every node, for
 * claims of the class `disks`.
 */
export async function makeVolumes({ folder, applied }: RealNode): Promise<void> {
  const path = join(folder, 'models')
  const disk = join(folder, 'disk')
  await Promise.all([mkdir(path), mkdir(disk)])
  // who owns a folder of the node is the node's business: kubelet leaves it as it is
  await chmod(path, 0o777)
  await applied([
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'machine' },
      provisioner: 'kubernetes.io/no-provisioner',
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'models' },
      spec: {
        storageClassName: 'machine',
        capacity: { storage: '100Gi' },
        accessModes: ['ReadWriteMany'],
        hostPath: { path, type: 'Directory' },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'disks' },
      spec: {
        storageClassName: 'disks',
        capacity: { storage: '100Gi' },
        accessModes: ['ReadWriteMany'],
        // of such a folder kubelet makes the group the owner that a pod asks for
        local: { path: disk },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: 'amd.com/gpu.device-id', operator: 'Exists' }] }],
          },
        },
      },
    },
  ])
}

/** The hub's program and its model, for the image. */
export async function writeHub(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'models.json'), JSON.stringify({ [cachedModel]: { files: modelFiles } }))
}
