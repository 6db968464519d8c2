/**
 * Pods that are nobody's business: they come, run and go, some of them with a GPU.
 * @module
 */
import { expect } from 'vitest'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import { inParallel } from '../../bench/in-parallel.ts'
import { eventually } from '../eventually.ts'
import { onOwnNode } from './installation.ts'

const atATime = 16
const labels = { app: 'passing' }

function pod(namespace: string, i: number): KubeObject {
  // every third holds a GPU of the node that others are settled on
  const takes = i % 3 === 0
  const gpus = { 'amd.com/gpu': '1' }
  const spec = {
    containers: [
      { name: 'a', image: 'a', ...(takes ? { resources: { requests: gpus, limits: gpus } } : {}) },
    ],
    nodeSelector: onOwnNode('MI210').nodeSelector,
    terminationGracePeriodSeconds: 0,
  }
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `passing-${i}`, namespace, labels },
    spec,
  }
  return object
}

/** One wave of pods, from nothing to nothing. */
export async function passPods(client: KubeClient, namespace: string, count: number): Promise<void> {
  const pods = Array.from({ length: count }, (_, i) => pod(namespace, i))
  /** Their phases; a simulated kubelet may have ended some by the time they are looked at. */
  const phases = async () => {
    const { items } = await client.list<KubeObject & { readonly status?: { readonly phase?: string } }>(
      resources.pod,
      { namespace, labelSelector: 'app=passing' },
    )
    return items.map(({ status }) => status?.phase)
  }
  await inParallel(pods, atATime, (each) => client.create(resources.pod, each))
  await eventually(async () => {
    expect((await phases()).filter((phase) => phase === 'Pending')).toEqual([])
  }, 60)
  await inParallel(pods, atATime, ({ metadata }) => client.delete(resources.pod, metadata))
  await eventually(async () => {
    expect(await phases()).toEqual([])
  }, 60)
}
