/**
 * What is done to the pods of groups: let go to their nodes, or taken down with their group.
 * @module
 */
import { isConflict, isNotFound } from '../../kube/api-error.ts'
import { resources } from '../../kube/resources.ts'
import type { KubeClient } from '../../kube/types.ts'
import { letPodGo } from '../../render/group-let-go.ts'
import type { GroupsPlan } from './plan.ts'

/** Pods that changed or went meanwhile are left to the next pass, which their change begins. */
export async function movePods(
  client: KubeClient,
  { letGo, takeDown }: Pick<GroupsPlan, 'letGo' | 'takeDown'>,
): Promise<void> {
  const releases = letGo.map(async ({ pod, node, reservation }) => {
    const { name, namespace, uid, resourceVersion } = pod.metadata
    const { schedulingGates = [], affinity } = pod.spec
    const gates = schedulingGates.map((gate) => gate.name)
    const patch = letPodGo({ gates, ...(affinity === undefined ? {} : { affinity }) }, node, reservation)
    await client.patch(resources.pod, { name, namespace }, 'merge', patch, {
      preconditions: { uid, resourceVersion },
    })
  })
  // its workers are owned by the leader, and go with it
  const deletions = takeDown.map(async ({ metadata: { name, namespace, uid } }) => {
    await client.delete(resources.pod, { name, namespace }, { uid })
  })
  for (const result of await Promise.allSettled([...releases, ...deletions]))
    if (result.status === 'rejected' && !isConflict(result.reason) && !isNotFound(result.reason))
      throw result.reason
}
