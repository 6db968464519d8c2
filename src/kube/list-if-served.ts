/**
 * Lists of kinds that a cluster may not have.
 * @module
 */
import { isNotFound } from './api-error.ts'
import type { KubeClient, KubeObject, ListOptions, ResourceType } from './types.ts'

/** Nothing where the kind is not served. */
export async function listIfServed<T extends KubeObject>(
  client: Pick<KubeClient, 'list'>,
  type: ResourceType,
  which: ListOptions = {},
): Promise<readonly T[]> {
  try {
    return (await client.list<T>(type, which)).items
  } catch (error) {
    if (isNotFound(error)) return []
    throw error
  }
}
