/**
 * ResourceQuotas as far as they speak of GPUs.
 * @module
 */
import type { KubeObject } from '../../kube/types.ts'
import { isGpuResource } from '../../vocabulary/gpu-resources.ts'
import { countOf } from '../../vocabulary/quantity.ts'

type Amounts = Readonly<Record<string, string>>

interface ScopeRequirement {
  readonly scopeName: string
  readonly operator: string
  readonly values?: readonly string[]
}

export interface QuotaObject extends KubeObject {
  readonly spec?: {
    readonly hard?: Amounts
    readonly scopes?: readonly string[]
    readonly scopeSelector?: { readonly matchExpressions?: readonly ScopeRequirement[] }
  }
  readonly status?: { readonly hard?: Amounts; readonly used?: Amounts }
}

/** What a quota allows of one resource. */
export interface GpuQuota {
  readonly resource: string
  readonly hard: number
  /** As its status counts. */
  readonly used: number
}

/** Extended resources are limited by their requests and in no other way. */
const requests = 'requests.'

export function projectQuota({ apiVersion, kind, metadata, spec, status }: QuotaObject): QuotaObject {
  const { name, namespace, uid, resourceVersion } = metadata
  const { hard, scopes, scopeSelector } = spec ?? {}
  return {
    apiVersion,
    kind,
    metadata: { name, namespace, uid, resourceVersion },
    spec: { hard: gpusOf(hard), scopes, scopeSelector },
    status: { used: gpusOf(status?.used) },
  }
}

/** Quotas that hold for every pod of the namespace. Those with scopes hold for some: the API server alone knows for which. */
export function gpuQuotas({ spec, status }: QuotaObject): readonly GpuQuota[] {
  const scopes = [...(spec?.scopes ?? []), ...(spec?.scopeSelector?.matchExpressions ?? [])]
  if (scopes.length > 0) return []
  return Object.entries(spec?.hard ?? {})
    .filter(([name]) => isGpuRequest(name))
    .map(([name, hard]) => ({
      resource: name.slice(requests.length),
      hard: countOf(hard),
      used: countOf(status?.used?.[name]),
    }))
}

const isGpuRequest = (name: string) => name.startsWith(requests) && isGpuResource(name.slice(requests.length))

const gpusOf = (amounts: Amounts = {}): Amounts =>
  Object.fromEntries(Object.entries(amounts).filter(([name]) => isGpuRequest(name)))
