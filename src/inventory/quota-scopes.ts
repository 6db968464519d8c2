/**
 * Which pods with GPUs a ResourceQuota with scopes counts.
 * Source: Kubernetes documents, "Resource quotas", "Quota scopes".
 * @module
 */

/** What says which pods a quota is about; all of it has to hold. */
export interface QuotaScopes {
  readonly scopes?: readonly string[] | null
  readonly scopeSelector?: {
    readonly matchExpressions?:
      | readonly {
          readonly scopeName: string
          readonly operator: string
          readonly values?: readonly string[] | null
        }[]
      | null
  } | null
}

/** What is known of pods before they are made. They have requests of processors and memory and no deadline of their own. */
export interface QuotaPods {
  /** PriorityClass; absent where they name none. */
  readonly priorityClassName?: string
}

/** It counts all pods of its namespace. */
export function isUnscoped({ scopes, scopeSelector }: QuotaScopes): boolean {
  return (scopes ?? []).length === 0 && !scopeSelector
}

/** `false` also for scopes that are not known here: the API server alone knows about which pods those are. */
export function countsPods({ scopes, scopeSelector }: QuotaScopes, pods: QuotaPods): boolean {
  const wanted = [
    ...(scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists', values: [] })),
    ...(scopeSelector?.matchExpressions ?? []),
  ]
  return wanted.every(({ scopeName, operator, values }) => holds(scopeName, operator, values ?? [], pods))
}

function holds(
  scope: string,
  operator: string,
  values: readonly string[],
  { priorityClassName }: QuotaPods,
): boolean {
  if (scope === 'NotTerminating' || scope === 'NotBestEffort') return operator === 'Exists'
  if (scope !== 'PriorityClass') return false
  const isNamed = priorityClassName !== undefined && values.includes(priorityClassName)
  switch (operator) {
    case 'Exists':
      return priorityClassName !== undefined
    case 'DoesNotExist':
      return priorityClassName === undefined
    case 'In':
      return isNamed
    case 'NotIn':
      return !isNamed
    default:
      return false
  }
}
