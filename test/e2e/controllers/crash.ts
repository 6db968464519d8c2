/**
 * Pods that fail as an engine would make them.
 * @module
 */
import { expect } from 'vitest'
import type { ContainerStatus, Pod } from '../../../src/controllers/feeds/pod.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient } from '../../../src/kube/types.ts'
import { eventually } from '../eventually.ts'

/** Those that are not on their way out. */
export async function podsBySelector(
  admin: KubeClient,
  namespace: string,
  labelSelector: string,
): Promise<readonly Pod[]> {
  const { items } = await admin.list<Pod>(resources.pod, { namespace, labelSelector })
  return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
}

/** Once they run, their containers end as in a loop of crashes; KWOK leaves a running pod as it is. */
export async function crashPods(
  admin: KubeClient,
  namespace: string,
  labelSelector: string,
  message: string,
): Promise<void> {
  const pods = await eventually(async () => {
    const found = await podsBySelector(admin, namespace, labelSelector)
    expect(found.length).toBeGreaterThan(0)
    for (const { status } of found) expect(status?.phase).toBe('Running')
    return found
  })
  const conditions = [
    { type: 'PodScheduled', status: 'True' },
    ...['Ready', 'ContainersReady'].map((type) => ({ type, status: 'False' })),
  ]
  for (const { metadata, spec } of pods) {
    const containerStatuses = spec.containers.map(({ name }): ContainerStatus & Record<string, unknown> => ({
      name,
      image: 'engine',
      imageID: '',
      restartCount: 3,
      ready: false,
      started: false,
      state: {
        waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' },
      },
      lastState: { terminated: { exitCode: 1, reason: 'Error', message } },
    }))
    const status = { containerStatuses, conditions }
    await admin.patch(resources.pod, metadata, 'merge', { status }, { subresource: 'status' })
  }
}
