/**
 * The status of an endpoint, from the decision about it and what is there.
 * @module
 */
import {
  type AIMEndpoint,
  type AIMEndpointStatus,
  type EndpointPhase,
  fixedReplicas,
} from '../../api/aim/endpoint.ts'
import { devices } from '../../decide/explain/words.ts'
import { childNames } from '../../render/child-names.ts'
import { selectorLabels } from '../../render/object.ts'
import { checkpointBytes, startUpBudgetSeconds } from '../../render/start-up.ts'
import {
  type Condition,
  findCondition,
  mergeConditions,
  type WantedCondition,
} from '../../vocabulary/conditions.ts'
import { type FieldError, formatFieldError } from '../../vocabulary/field-error.ts'
import { addresses } from './addresses.ts'
import { type Child, findChild } from './child.ts'
import type { ChildrenPlan } from './children.ts'
import { explain } from './explanation.ts'
import { isProvenImpossible, type Judgement } from './judge.ts'
import { placed } from './placed.ts'
import type { PodSummary } from './pods.ts'
import { type Refusal, serving, troubles } from './serving.ts'

type Finding = Pick<WantedCondition, 'status' | 'reason' | 'message'>

/** Conditions that are fitgate's; one that is not wanted now is taken away, those of others stay. */
const ownTypes = [
  'Accepted',
  'RecipeSelected',
  'Placed',
  'Ready',
  'CacheProvisioned',
  'UpdateAvailable',
] as const
type OwnType = (typeof ownTypes)[number]

export interface StatusInput {
  readonly endpoint: AIMEndpoint
  readonly modelId: string
  readonly judgement: Judgement
  /** What was passed over, where it was just worked out. */
  readonly rejected?: AIMRejections
  readonly children: ChildrenPlan | undefined
  readonly live: readonly Child[]
  readonly pods: PodSummary
  readonly refused?: Refusal
  /** RFC 3339. */
  readonly now: string
  /** Whether words that move with every pod may be written anew. */
  readonly mayRefresh: boolean
}

type AIMRejections = Parameters<typeof explain>[1]

function recipeSelected({ decision, candidate }: Judgement, summary: string): Finding {
  if (candidate === undefined) {
    const reason = decision.reasons[0]?.code ?? 'NoPlan'
    return { status: decision.verdict === 'Unknown' ? 'Unknown' : 'False', reason, message: summary }
  }
  const reasons = {
    Fits: 'Selected',
    Marginal: 'Marginal',
    Unknown: 'Unchecked',
    DoesNotFit: 'NotExpectedToFit',
  } as const
  return { status: 'True', reason: reasons[decision.verdict], message: summary }
}

function cacheProvisioned({ endpoint, children, live }: StatusInput): Finding | undefined {
  const name = childNames(endpoint.metadata.name).volumeClaim
  const claim = findChild(live, 'PersistentVolumeClaim', name)
  const isWanted = children?.apply.some((child) => child.kind === 'PersistentVolumeClaim') ?? false
  if (claim === undefined)
    return isWanted
      ? { status: 'False', reason: 'NotCreated', message: 'the volume claim is not there yet' }
      : undefined
  if (!isWanted) {
    if (children === undefined) return undefined
    const message = `PersistentVolumeClaim ${name} is not mounted any more; its data was kept: delete it if nobody needs it`
    return { status: 'False', reason: 'KeptUnused', message }
  }
  if (children !== undefined && children.frozen.length > 0) {
    const message = `${children.frozen.join('; ')}. A volume cannot change so: delete PersistentVolumeClaim ${name} to have it made anew, empty`
    return { status: 'False', reason: 'Immutable', message }
  }
  const phase = claim.status?.phase ?? 'Pending'
  return phase === 'Bound'
    ? { status: 'True', reason: 'Bound', message: 'the volume is there' }
    : { status: 'False', reason: phase, message: `PersistentVolumeClaim ${name} is ${phase}` }
}

/** The words of `Placed` move with every pod; between refreshes the old ones stay, as long as they say the same thing. */
function steady(finding: Finding, before: Condition | undefined, mayRefresh: boolean): Finding {
  const isSame = before?.status === finding.status && before.reason === finding.reason
  return isSame && !mayRefresh ? { ...finding, message: before.message } : finding
}

function phaseOf(judgement: Judgement, place: Finding, ready: Finding): EndpointPhase {
  if (judgement.candidate === undefined) {
    if (isProvenImpossible(judgement.decision)) return 'Failed'
    return judgement.decision.verdict === 'Unknown' ? 'Pending' : 'Waiting'
  }
  if (ready.status === 'True') return 'Ready'
  if (troubles.has(ready.reason)) return 'Failed'
  if (place.status === 'False') return 'Waiting'
  return ready.reason === 'NotCreated' ? 'Reconciling' : 'Pending'
}

function conditionsOf(
  { endpoint, now }: Pick<StatusInput, 'endpoint' | 'now'>,
  findings: Partial<Record<OwnType, Finding | undefined>>,
): Condition[] {
  const wanted = ownTypes.flatMap((type): WantedCondition[] => {
    const finding = findings[type]
    return finding ? [{ type, ...finding, observedGeneration: endpoint.metadata.generation }] : []
  })
  const own: ReadonlySet<string> = new Set(ownTypes)
  const before = endpoint.status?.conditions ?? []
  const kept = before.filter(
    ({ type }) => !own.has(type) || wanted.some((condition) => condition.type === type),
  )
  return mergeConditions(kept, wanted, now)
}

/** Status of an object that does not make sense: what is wrong, and everything else as it was. */
export function invalidStatus(
  endpoint: AIMEndpoint,
  errors: readonly FieldError[],
  now: string,
): AIMEndpointStatus {
  const before = endpoint.status ?? {}
  const wrong = errors.map(formatFieldError).join('\n')
  const accepted: WantedCondition = {
    type: 'Accepted',
    status: 'False',
    reason: 'Invalid',
    message: wrong,
    observedGeneration: endpoint.metadata.generation,
  }
  return {
    ...before,
    conditions: mergeConditions(before.conditions, [accepted], now),
    observedGeneration: endpoint.metadata.generation,
    phase: 'Failed',
  }
}

export function statusOf(input: StatusInput): AIMEndpointStatus {
  const { endpoint, judgement, live, pods, modelId } = input
  const { decision, candidate } = judgement
  const { name, generation } = endpoint.metadata
  const before = endpoint.status
  const names = childNames(name)
  const deployment = findChild(live, 'Deployment', names.deployment)
  const desired =
    deployment?.spec.replicas ?? fixedReplicas(endpoint.spec) ?? endpoint.spec.scaling?.minReplicas ?? 1
  const there = deployment?.status

  const place = placed({ deployment, desired, pods, candidate, capacity: decision.chosen?.capacity })
  const ready = serving({
    deployment,
    desired,
    pods,
    placed: place,
    ...(input.refused === undefined ? {} : { refused: input.refused }),
    ...(candidate === undefined
      ? {}
      : { startUpSeconds: startUpBudgetSeconds(checkpointBytes(modelId, candidate)) }),
  })
  const decided = explain(decision, input.rejected, before?.decision)
  const endpoints = addresses(findChild(live, 'Service', names.service))

  return {
    conditions: conditionsOf(input, {
      Accepted: { status: 'True', reason: 'Valid', message: 'the object is valid' },
      RecipeSelected: recipeSelected(judgement, decided.summary),
      Placed: steady(place, findCondition(before?.conditions, 'Placed'), input.mayRefresh),
      Ready: ready,
      CacheProvisioned: cacheProvisioned(input),
      UpdateAvailable: input.children?.updateAvailable
        ? {
            status: 'True',
            reason: 'NewerRenderer',
            message: `this version of fitgate would write another pod template; the running one is kept until the endpoint changes. To take it now, delete Deployment ${names.deployment}`,
          }
        : undefined,
    }),
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    phase: phaseOf(judgement, place, ready),
    model: modelId,
    ...(candidate === undefined
      ? {}
      : {
          recipe: candidate.recipe.name,
          gpus: devices(candidate),
          selectedRecipe: {
            name: candidate.recipe.name,
            ...(candidate.recipe.recipeId === undefined ? {} : { recipeId: candidate.recipe.recipeId }),
            type: candidate.recipe.type,
            gpuCount: candidate.gpuCount,
            precision: candidate.precision,
            backend: candidate.engine.backend,
            accelerator: candidate.accelerator,
            engineVersion: candidate.engine.version,
          },
        }),
    ...(Object.keys(endpoints).length === 0 ? {} : { endpoints }),
    replicas: {
      current: there?.replicas ?? 0,
      desired,
      ready: there?.readyReplicas ?? 0,
      available: there?.availableReplicas ?? 0,
      summary: `${there?.readyReplicas ?? 0}/${desired}`,
    },
    selector: Object.entries(selectorLabels(name))
      .map(([key, value]) => `${key}=${value}`)
      .join(','),
    decision: decided,
  }
}
