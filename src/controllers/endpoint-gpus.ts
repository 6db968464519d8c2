/**
 * What a replica of each endpoint takes, where a quota is held against its scale.
 * @module
 */
import { parsePin } from '../decide/pin.ts'
import type { DecisionConfig } from '../inventory/snapshot.ts'
import { keyOf } from '../kube/key.ts'
import { annotations } from '../vocabulary/names.ts'
import type { EndpointObject } from './aim-endpoint/reconcile.ts'

/** `namespace/name` → GPUs; by the pin, else as asked for. Only of namespaces with a quota. */
export function endpointGPUs(
  endpoints: Iterable<EndpointObject>,
  { policies }: DecisionConfig,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  if (policies === undefined) return found
  const limited = (namespace: string) =>
    (Object.hasOwn(policies.namespaces, namespace) ? policies.namespaces[namespace]?.quotaGPUs : undefined) ??
    policies.quotaGPUs
  for (const endpoint of endpoints) {
    const { annotations: written, namespace = '' } = endpoint.metadata
    if (limited(namespace) === undefined) continue
    const pinned = parsePin(written?.[annotations.pin])?.candidate.gpuCount
    const { resources, recipe, gpuCount } = endpoint.spec ?? {}
    const count = pinned ?? resources?.gpuCount ?? recipe?.gpuCount ?? gpuCount
    if (typeof count === 'number' && count > 0) found.set(keyOf(endpoint), count)
  }
  return found
}
