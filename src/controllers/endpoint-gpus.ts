/**
 * What a replica of each endpoint takes, where a quota is held against its scale.
 * @module
 */
import { parsePin } from '../decide/pin.ts'
import { defaultPolicyConfig } from '../inventory/policy-config.ts'
import type { DecisionConfig } from '../inventory/snapshot.ts'
import { keyOf } from '../kube/key.ts'
import { annotations } from '../vocabulary/names.ts'
import type { EndpointObject } from './aim-endpoint/reconcile.ts'

/** `namespace/name` → GPUs; by the pin, else as asked for. Only of namespaces with a quota. */
export function endpointGPUs(
  endpoints: Iterable<EndpointObject>,
  { policies = defaultPolicyConfig, resourceQuotas = {} }: DecisionConfig,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  const isLimited = (namespace: string) => {
    const own = Object.hasOwn(policies.namespaces, namespace) ? policies.namespaces[namespace] : undefined
    const quota = own?.quotaGPUs ?? policies.quotaGPUs
    return quota !== undefined || Object.hasOwn(resourceQuotas, namespace)
  }
  for (const endpoint of endpoints) {
    const { annotations: written, namespace = '' } = endpoint.metadata
    if (!isLimited(namespace)) continue
    const pinned = parsePin(written?.[annotations.pin])?.candidate.gpuCount
    const { resources, recipe, gpuCount } = endpoint.spec ?? {}
    const count = pinned ?? resources?.gpuCount ?? recipe?.gpuCount ?? gpuCount
    if (typeof count === 'number' && count > 0) found.set(keyOf(endpoint), count)
  }
  return found
}
