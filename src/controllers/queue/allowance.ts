/**
 * Whether a namespace may hold as many GPUs more: the platform's ceiling, and the ResourceQuotas of the namespace.
 * @module
 */
import type { DeviceKind } from '../../decide/place/shelf.ts'
import type { GpuQuota } from '../../inventory/resource-quotas.ts'
import type { NamespaceUsage } from './namespace-usage.ts'
import { devicesOf, type Waiter } from './waiter.ts'

export interface AllowanceInput {
  /** GPUs; absent: no ceiling. */
  readonly ceiling: number | undefined
  readonly quotas: readonly GpuQuota[]
  readonly usage: Pick<NamespaceUsage, 'used' | 'ofPods' | 'promised'>
}

/** The kinds of device it may have; or why none, in words, lower case, no full stop. */
export type Allowance = { readonly kinds: readonly DeviceKind[] } | { readonly refusal: string }

export function allowance({ request, namespace, hasPods }: Waiter, input: AllowanceInput): Allowance {
  const { ceiling, quotas, usage } = input
  const wanted = devicesOf(request)
  const all = usage.used(namespace)
  if (ceiling !== undefined && all + wanted > ceiling)
    return { refusal: refusalOf(namespace, 'the ceiling of the platform', wanted, all, ceiling) }
  if (hasPods) return { kinds: request.kinds }
  let refusal = ''
  const kinds = request.kinds.filter(({ resource }) => {
    // its status may not have heard of the last pods yet, or we have not; of those that a quota with scopes counts it alone knows,
    // and what was promised may be promised to any of them
    const usedOf = (quota: GpuQuota) =>
      Math.max(quota.used, quota.isScoped ? 0 : usage.ofPods(namespace, resource)) +
      usage.promised(namespace, resource)
    const tight = quotas.find((quota) => quota.resource === resource && usedOf(quota) + wanted > quota.hard)
    if (tight !== undefined)
      refusal = refusalOf(namespace, 'its ResourceQuota', wanted, usedOf(tight), tight.hard)
    return tight === undefined
  })
  return kinds.length === 0 && refusal !== '' ? { refusal } : { kinds }
}

function refusalOf(namespace: string, by: string, wanted: number, used: number, most: number): string {
  if (wanted > most)
    return `namespace ${namespace} may hold ${most} GPUs at most, by ${by}, and never ${wanted}`
  return `namespace ${namespace} holds ${used} of the ${most} GPUs it may hold by ${by}`
}
