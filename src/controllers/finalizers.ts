/**
 * Finalizers of the upstream operators: nobody but they would remove them, so an object that carries one could never be deleted here.
 * @module
 */
import type { KubeClient, KubeObject, ResourceType } from '../kube/types.ts'

const upstream: ReadonlySet<string> = new Set([
  'aimendpoint.aim.engine.amd.com/finalizer',
  'aimrecipe.aim.engine.amd.com/finalizer',
  'aimcache.aim.engine.amd.com/finalizer',
  'gpu.warp.dev/finalizer',
])

/** The object without them; written only when there are any. */
export async function withoutUpstreamFinalizers<T extends KubeObject>(
  client: KubeClient,
  type: ResourceType,
  object: T,
): Promise<T> {
  const { name, namespace, resourceVersion, finalizers = [] } = object.metadata
  const rest = finalizers.filter((finalizer) => !upstream.has(finalizer))
  if (rest.length === finalizers.length) return object
  const patch = { metadata: { resourceVersion, finalizers: rest } }
  return client.patch<T>(type, { name, namespace }, 'merge', patch)
}
