/**
 * Statuses as they are written: what changed of them, to the object as it was read.
 * @module
 */
import { isNotFound } from '../kube/api-error.ts'
import { refOf } from '../kube/key.ts'
import type { KubeClient, KubeObject, ResourceType } from '../kube/types.ts'
import { mergePatch } from './merge-patch.ts'

/** `gone`: it was deleted just now, and there is nobody left to tell. */
export type WrittenStatus<T> = { readonly object: T } | 'unchanged' | 'gone'

/**
 * @param status all of it: what is not in it goes
 * @throws ApiError where the write fails, with a conflict if somebody else wrote the object since it was read
 */
export async function writeStatus<T extends KubeObject & { readonly status?: unknown }>(
  client: Pick<KubeClient, 'patch'>,
  type: ResourceType,
  object: T,
  status: unknown,
): Promise<WrittenStatus<T>> {
  const changes = mergePatch(object.status ?? {}, status)
  if (changes === undefined) return 'unchanged'
  const patch = { metadata: { resourceVersion: object.metadata.resourceVersion }, status: changes }
  try {
    return { object: await client.patch<T>(type, refOf(object), 'merge', patch, { subresource: 'status' }) }
  } catch (error) {
    if (isNotFound(error)) return 'gone'
    throw error
  }
}
