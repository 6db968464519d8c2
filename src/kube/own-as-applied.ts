/**
 * What was made plainly is owned as of an update, and an apply takes nothing back from that: a field that is not wanted any more would
 * stay. So before the first apply the ownership is made one of applies, as kubectl does it with objects that were created before they
 * were applied.
 * @module
 */
import { fieldManager } from '../vocabulary/names.ts'
import type { ManagedFields } from '../vocabulary/object-meta.ts'
import type { KubeClient, KubeObject, ResourceType } from './types.ts'

/**
 * Writes only where we have made the object and never applied to it; of what others own nothing changes. Reads it where `live` does not
 * say who owns what, as stores leave that out.
 * @throws ApiError 409 when somebody wrote it meanwhile
 */
export async function ownAsApplied(client: KubeClient, type: ResourceType, live: KubeObject): Promise<void> {
  const { namespace, name } = live.metadata
  const known = live.metadata.managedFields ? live : await client.get(type, { namespace, name })
  const { uid, resourceVersion, managedFields = [] } = known?.metadata ?? {}
  const ours = ({ manager, subresource }: ManagedFields) =>
    manager === fieldManager && subresource === undefined
  if (managedFields.some((entry) => ours(entry) && entry.operation === 'Apply')) return
  const index = managedFields.findIndex((entry) => ours(entry) && entry.operation === 'Update')
  if (index < 0) return
  const patch = [{ op: 'replace', path: `/metadata/managedFields/${index}/operation`, value: 'Apply' }]
  await client.patch(type, { namespace, name }, 'json', patch, { preconditions: { uid, resourceVersion } })
}
