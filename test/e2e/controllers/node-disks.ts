/**
 * Nodes of a test with disks behind one volume, as a platform prepares them: nobody else's pods come to them.
 */
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../../src/kube/types.ts'

const persistentVolume: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'persistentvolumes',
  kind: 'PersistentVolume',
  namespaced: false,
}

const key = 'test.fitgate.dev/disks'

export function nodeDisks(admin: KubeClient, namespace: string) {
  const nameOf = (node: string) => `${namespace}-${node}`
  const storageClass = nameOf('disks')
  const made = new Set<string>()

  async function addNode(node: string): Promise<string> {
    const name = nameOf(node)
    const amounts = { cpu: '8', memory: '32Gi', pods: '20' }
    await admin.create<KubeObject>(resources.node, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { [key]: namespace }, annotations: { 'kwok.x-k8s.io/node': 'fake' } },
      spec: { taints: [{ key, effect: 'NoSchedule' }] },
      status: { capacity: amounts, allocatable: amounts },
    } as KubeObject)
    made.add(node)
    return name
  }

  async function removeNode(node: string): Promise<void> {
    made.delete(node)
    await admin.delete(resources.node, { name: nameOf(node) })
  }

  /** One volume for all of them, for the claim of that name. */
  const addVolume = (claim: string) =>
    admin.create<KubeObject>(persistentVolume, {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: storageClass },
      spec: {
        capacity: { storage: '20Gi' },
        accessModes: ['ReadWriteMany'],
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: storageClass,
        local: { path: '/mnt/models' },
        claimRef: { namespace, name: claim },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values: [namespace] }] }],
          },
        },
      },
    } as KubeObject)

  const tolerations = [{ key, operator: 'Exists' }]

  /** A pod that reads a claim, where that can be. */
  const addReader = (name: string, claim: string, anywhereBut: readonly string[]) =>
    admin.create<KubeObject>(resources.pod, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace },
      spec: {
        tolerations,
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                {
                  matchFields: anywhereBut.map((node) => ({
                    key: 'metadata.name',
                    operator: 'NotIn',
                    values: [node],
                  })),
                },
              ],
            },
          },
        },
        containers: [
          { name: 'engine', image: 'engine', volumeMounts: [{ name: 'models', mountPath: '/m' }] },
        ],
        volumes: [{ name: 'models', persistentVolumeClaim: { claimName: claim, readOnly: true } }],
      },
    } as KubeObject)

  async function remove(): Promise<void> {
    for (const node of made) await removeNode(node)
    await admin.delete(persistentVolume, { name: storageClass })
  }

  /** Of a cache: all of these nodes. */
  const nodeGroup = { storageClass, nodeSelector: { [key]: namespace }, tolerations }

  return { addNode, removeNode, addVolume, addReader, remove, nodeGroup }
}
