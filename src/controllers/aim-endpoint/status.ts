/**
 * The status of an endpoint, from the decision about it and what is there.
 * @module
 */
import type { AIMEndpoint, AIMEndpointStatus, EndpointPhase } from '../../api/aim/endpoint.ts'
import type { Candidate, Rejection } from '../../decide/decision.ts'
import { devices } from '../../decide/explain/words.ts'
import { isProvenImpossible } from '../../decide/pin.ts'
import { childNames } from '../../render/child-names.ts'
import { selectorOf } from '../../render/object.ts'
import { findCondition } from '../../vocabulary/conditions.ts'
import { ownConditions } from '../own-conditions.ts'
import { addresses } from './addresses.ts'
import { cacheProvisioned } from './cache-provisioned.ts'
import { type Child, findChild } from './child.ts'
import type { ChildrenPlan } from './children.ts'
import { explain } from './explanation.ts'
import type { Finding } from './finding.ts'
import type { Judgement } from './judge.ts'
import type { Repair } from './repair.ts'
import type { Running } from './running.ts'
import { troubles } from './serving.ts'

/** In the order they are listed. */
const ownTypes = [
  'Accepted',
  'RecipeSelected',
  'Placed',
  'Ready',
  'CacheProvisioned',
  'UpdateAvailable',
] as const

export interface StatusInput {
  readonly endpoint: AIMEndpoint
  readonly modelId: string
  readonly judgement: Judgement
  /** What was passed over, where it was just worked out. */
  readonly rejected?: readonly Rejection[]
  /** Absent where nothing may be made. */
  readonly children?: ChildrenPlan
  readonly live: readonly Child[]
  readonly running: Running
  /** What the cache has that is named, in place of what is said of a volume of its own. */
  readonly cache: Finding | undefined
  /** Noted for this intent, now or before. */
  readonly repair?: Repair
  /** RFC 3339. */
  readonly now: string
  /** Whether words that move with every pod may be written anew. */
  readonly mayRefresh: boolean
}

function recipeSelected({ explained: decision, candidate }: Judgement, summary: string): Finding {
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

/** Said only when there is one. */
function updateAvailable({ outdated }: Pick<ChildrenPlan, 'outdated'> = {}): Finding | undefined {
  if (outdated === undefined) return undefined
  const message = `this version of fitgate would write another pod template; the running one is kept until the endpoint changes. To take it now, delete ${outdated.kind} ${outdated.metadata.name}`
  return { status: 'True', reason: 'NewerRenderer', message }
}

interface PlacedStatus {
  readonly placed: Finding
  readonly queue: string | undefined
}

/** The words of `Placed` move with every pod; between refreshes the old ones stay, as long as they say the same thing. */
function steadyPlace({ running, endpoint, mayRefresh }: StatusInput): PlacedStatus {
  const { placed, queue } = running
  const before = findCondition(endpoint.status?.conditions, 'Placed')
  if (mayRefresh || before?.status !== placed.status || before.reason !== placed.reason)
    return { placed, queue }
  return { placed: { ...placed, message: before.message }, queue: endpoint.status?.queue ?? queue }
}

function phaseOf({ candidate, decision }: Judgement, place: Finding, ready: Finding): EndpointPhase {
  if (candidate === undefined) {
    if (isProvenImpossible(decision)) return 'Failed'
    return decision.verdict === 'Unknown' ? 'Pending' : 'Waiting'
  }
  if (ready.status === 'True') return 'Ready'
  if (troubles.has(ready.reason)) return 'Failed'
  if (place.status === 'False') return 'Waiting'
  return ready.reason === 'NotCreated' ? 'Reconciling' : 'Pending'
}

function planOf(candidate: Candidate): Pick<AIMEndpointStatus, 'recipe' | 'gpus' | 'selectedRecipe'> {
  const { recipe, engine, gpuCount, precision, accelerator } = candidate
  return {
    recipe: recipe.name,
    gpus: devices(candidate),
    selectedRecipe: {
      name: recipe.name,
      ...(recipe.recipeId === undefined ? {} : { recipeId: recipe.recipeId }),
      type: recipe.type,
      gpuCount,
      precision,
      backend: engine.backend,
      accelerator,
      engineVersion: engine.version,
    },
  }
}

export function statusOf(input: StatusInput): AIMEndpointStatus {
  const { endpoint, judgement, children, live, running, modelId } = input
  const { explained, candidate } = judgement
  const { metadata, status: before } = endpoint
  const names = childNames(metadata.name)
  const { placed: place, ready } = running
  const { current, desired, ready: readyReplicas, available } = running.replicas
  const decided = explain(explained, input.rejected, before?.decision)
  const endpoints = addresses(findChild(live, 'Service', names.service))
  const told = steadyPlace(input)
  const findings = {
    Accepted: { status: 'True', reason: 'Valid', message: 'the object is valid' },
    RecipeSelected: recipeSelected(judgement, decided.summary),
    Placed: told.placed,
    Ready: ready,
    CacheProvisioned: input.cache ?? (children && cacheProvisioned(names.volumeClaim, children, live)),
    UpdateAvailable: updateAvailable(children),
  } as const

  return {
    conditions: ownConditions(ownTypes, endpoint, findings, input.now),
    observedGeneration: metadata.generation,
    phase: phaseOf(judgement, place, ready),
    model: modelId,
    ...(candidate && planOf(candidate)),
    ...(Object.keys(endpoints).length === 0 ? {} : { endpoints }),
    replicas: {
      current,
      desired,
      ready: readyReplicas,
      available,
      summary: `${readyReplicas}/${desired}`,
    },
    ...(told.queue === undefined ? {} : { queue: told.queue }),
    selector: Object.entries(selectorOf(endpoint))
      .map(([key, value]) => `${key}=${value}`)
      .join(','),
    decision: decided,
    ...(input.repair === undefined ? {} : { repair: input.repair }),
  }
}
