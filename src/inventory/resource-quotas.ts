/**
 * GPUs that ResourceQuotas leave to namespaces.
 * @module
 */
import { isGpuResource } from '../vocabulary/gpu-resources.ts'
import { countOf } from '../vocabulary/quantity.ts'

/** The part of a ResourceQuota that is read. */
export interface ResourceQuotaParts {
  readonly metadata: { readonly namespace?: string }
  readonly spec?: {
    readonly hard?: Readonly<Record<string, string | number>> | null
    readonly scopes?: readonly string[] | null
    readonly scopeSelector?: object | null
  }
}

/** Namespace → GPU resource → devices of all its pods together. */
export type ResourceQuotas = Readonly<Record<string, Readonly<Record<string, number>>>>

/** Namespaces that are known, about 60 bytes each in a snapshot. */
const mostNamespaces = 2000

/** Extended resources are limited by this name alone. Source: Kubernetes documents, "Resource quota for extended resources". */
const prefix = 'requests.'

/** The least of several quotas counts. One with scopes is about some pods only, and says nothing of all. */
export function resourceQuotasOf(quotas: Iterable<ResourceQuotaParts>): ResourceQuotas {
  const found = new Map<string, Record<string, number>>()
  for (const { metadata, spec } of quotas) {
    if ((spec?.scopes ?? []).length > 0 || spec?.scopeSelector) continue
    for (const [name, amount] of Object.entries(spec?.hard ?? {})) {
      const resource = name.slice(prefix.length)
      if (!name.startsWith(prefix) || !isGpuResource(resource)) continue
      const { namespace = '' } = metadata
      const most = found.get(namespace) ?? {}
      most[resource] = Math.min(countOf(amount), most[resource] ?? Number.POSITIVE_INFINITY)
      found.set(namespace, most)
    }
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, mostNamespaces))
}

/** The configuration with what ResourceQuotas say, where there are any about GPUs. */
export function withResourceQuotas<T extends object>(
  config: T,
  quotas: Iterable<ResourceQuotaParts>,
): T & { readonly resourceQuotas?: ResourceQuotas } {
  const resourceQuotas = resourceQuotasOf(quotas)
  return Object.keys(resourceQuotas).length === 0 ? config : { ...config, resourceQuotas }
}
