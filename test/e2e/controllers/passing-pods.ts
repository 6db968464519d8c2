/**
 * Pods that are nobody's business: they come, run and go.
 * @module
 */
import { expect } from 'vitest'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import { inParallel } from '../../bench/in-parallel.ts'
import { passingLabels, passingPod } from '../../bench/passing-pod.ts'
import { eventually } from '../eventually.ts'
import { onOwnNode } from './installation.ts'

const atATime = 16

/** One wave of pods, from nothing to nothing. */
export async function passPods(client: KubeClient, namespace: string, count: number): Promise<void> {
  // on the node that others are settled on
  const { nodeSelector } = onOwnNode('MI210')
  const pods = Array.from({ length: count }, (_, i) => passingPod(i, namespace, { nodeSelector }))
  /** Their phases; a simulated kubelet may have ended some by the time they are looked at. */
  const phases = async () => {
    const { items } = await client.list<KubeObject & { readonly status?: { readonly phase?: string } }>(
      resources.pod,
      { namespace, labelSelector: `app=${passingLabels.app}` },
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
