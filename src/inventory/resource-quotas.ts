/**
 * GPUs that ResourceQuotas leave to namespaces.
 * @module
 */
import { isGpuResource } from '../vocabulary/gpu-resources.ts'
import { countOf } from '../vocabulary/quantity.ts'
import { countsPods, isUnscoped, type QuotaPods, type QuotaScopes } from './quota-scopes.ts'

/** The part of a ResourceQuota that is read. */
export interface ResourceQuotaParts {
  readonly metadata: { readonly namespace?: string }
  readonly spec?: QuotaScopes & { readonly hard?: Readonly<Record<string, string | number>> | null }
  readonly status?: { readonly used?: Readonly<Record<string, string | number>> | null }
}

/** What a quota allows of one resource. */
export interface GpuQuota {
  readonly resource: string
  readonly hard: number
  /** As its status counts. */
  readonly used: number
  /** It counts some pods of the namespace only. */
  readonly isScoped?: true
}

/** Namespace → GPU resource → devices of all its pods together. */
export type ResourceQuotas = Readonly<Record<string, Readonly<Record<string, number>>>>

/** Namespaces that are known, about 60 bytes each in a snapshot. */
const mostNamespaces = 2000

/** Extended resources are limited by this name alone. Source: Kubernetes documents, "Resource quota for extended resources". */
const prefix = 'requests.'

/**
 * What a quota allows.
 * @param pods those it is asked for. Default: all of the namespace, of which one with scopes says nothing
 */
export function gpuQuotas({ spec = {}, status }: ResourceQuotaParts, pods?: QuotaPods): readonly GpuQuota[] {
  const isScoped = !isUnscoped(spec)
  if (isScoped && (pods === undefined || !countsPods(spec, pods))) return []
  return Object.entries(spec.hard ?? {}).flatMap(([name, hard]) => {
    const resource = name.slice(prefix.length)
    if (!name.startsWith(prefix) || !isGpuResource(resource)) return []
    const used = countOf(status?.used?.[name])
    return { resource, hard: countOf(hard), used, ...(isScoped ? { isScoped } : {}) }
  })
}

/** The least of several quotas counts. */
export function resourceQuotasOf(quotas: Iterable<ResourceQuotaParts>): ResourceQuotas {
  const found = new Map<string, Record<string, number>>()
  for (const quota of quotas)
    for (const { resource, hard } of gpuQuotas(quota)) {
      const { namespace = '' } = quota.metadata
      const most = found.get(namespace) ?? {}
      most[resource] = Math.min(hard, most[resource] ?? Number.POSITIVE_INFINITY)
      found.set(namespace, most)
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
