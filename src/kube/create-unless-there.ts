/**
 * Objects that are made plainly and applied to later (`own-as-applied.ts`). A create costs the server half of what an apply does, and
 * says when somebody else has the name, so that nobody has to look before.
 * @module
 */
import { isConflict } from './api-error.ts'
import { type Applied, withHash } from './apply.ts'
import type { KubeClient, KubeObject, ResourceType } from './types.ts'

/**
 * Creates `wanted` as `applyIfChanged` would apply it. Where an object of its name is there, that is the answer, untouched.
 * @throws ApiError 409 when it was there and is gone again
 */
export async function createUnlessThere<T extends KubeObject>(
  client: KubeClient,
  type: ResourceType,
  wanted: T,
): Promise<Applied<T>> {
  try {
    return { object: await client.create(type, withHash(wanted), { strict: true }), changed: true }
  } catch (error) {
    if (!isConflict(error)) throw error
    const { namespace, name } = wanted.metadata
    const there = await client.get<T>(type, { namespace, name })
    if (there === undefined) throw error
    return { object: there, changed: false }
  }
}
