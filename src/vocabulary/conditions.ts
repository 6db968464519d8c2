/**
 * Conditions as the Kubernetes API conventions define them: positive polarity, stable reasons, times that move only with the status.
 * @module
 */

export interface Condition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason: string
  readonly message: string
  readonly observedGeneration?: number
  readonly lastTransitionTime: string
}

/** A condition as it is wanted now; its transition time is settled against what is there. */
export type WantedCondition = Omit<Condition, 'lastTransitionTime'>

/** API limit of a condition message. */
const maxMessage = 32_768

/**
 * The wanted conditions with the transition times of `existing` kept where the status did not change.
 * Conditions of other writers (types that are not wanted here) are kept as they are.
 */
export function mergeConditions(
  existing: readonly Condition[] | undefined,
  wanted: readonly WantedCondition[],
  now: string,
): Condition[] {
  const before = new Map((existing ?? []).map((condition) => [condition.type, condition]))
  const merged = wanted.map((condition) => {
    const old = before.get(condition.type)
    before.delete(condition.type)
    const lastTransitionTime = old?.status === condition.status ? old.lastTransitionTime : now
    return { ...condition, message: condition.message.slice(0, maxMessage), lastTransitionTime }
  })
  return [...merged, ...before.values()]
}

export function findCondition(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find((condition) => condition.type === type)
}
