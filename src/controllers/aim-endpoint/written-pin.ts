/**
 * The pin on a stored object: written, and read for what runs by it.
 * @module
 */
import { parsePin } from '../../decide/pin.ts'
import type { Engine } from '../../engines/settings.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../kube/types.ts'
import { annotations } from '../../vocabulary/names.ts'

/** Metadata only, and only if nobody wrote the object meanwhile. */
export async function writePin<T extends KubeObject>(
  client: KubeClient,
  type: ResourceType,
  { metadata }: T,
  pin: string,
): Promise<T> {
  const { name, namespace, resourceVersion } = metadata
  const patch = { metadata: { resourceVersion, annotations: { [annotations.pin]: pin } } }
  return client.patch<T>(type, { name, namespace }, 'merge', patch)
}

/** What runs by the pin, unless an image of the user's own holds something else. */
export function pinnedEngine({ metadata }: KubeObject): Engine | undefined {
  return parsePin(metadata.annotations?.[annotations.pin])?.candidate.engine
}
