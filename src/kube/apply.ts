/**
 * Server-side apply that asks nothing of the server when there is nothing to change.
 * @module
 */
import { annotations, canonicalJson, shortHash } from '../vocabulary/names.ts'
import { differences } from './contains.ts'
import { ownAsApplied } from './own-as-applied.ts'
import type { KubeClient, KubeObject, ResourceType } from './types.ts'

export interface Applied<T> {
  /** As the server has it now. */
  readonly object: T
  readonly changed: boolean
}

/**
 * Applies `wanted` unless `live` is that already: everything wanted is there (`contains.ts`), and the hash of what was
 * last applied is the same. The hash is what notices a field that was applied once and is not wanted any more.
 *
 * Secrets are wanted with `data`: `stringData` cannot be read back, so it would be applied every time.
 * @param live the object as last seen, from a store for example; `undefined` when there is none
 * @throws ApiError 409 when `live` was deleted meanwhile
 */
export async function applyIfChanged<T extends KubeObject>(
  client: KubeClient,
  type: ResourceType,
  wanted: T,
  live: T | undefined,
): Promise<Applied<T>> {
  const marked = withHash(wanted)
  if (live && !needsApply(marked, live)) return { object: live, changed: false }
  if (live) await ownAsApplied(client, type, live)
  // What was decided of one object is not done to a namesake, nor does it bring back one that was deleted.
  const preconditions = { uid: live?.metadata.uid }
  return { object: await client.apply(type, marked, { preconditions }), changed: true }
}

/** The object with the hash of itself as an annotation. */
export function withHash<T extends KubeObject>(wanted: T): T {
  const hash = shortHash(canonicalJson(wanted))
  const { metadata } = wanted
  return {
    ...wanted,
    metadata: { ...metadata, annotations: { ...metadata.annotations, [annotations.applied]: hash } },
  }
}

function needsApply(wanted: KubeObject, live: KubeObject): boolean {
  const { apiVersion: _, kind: __, ...rest } = wanted
  return differences(rest, live).length > 0
}
