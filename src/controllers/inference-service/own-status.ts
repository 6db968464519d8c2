/**
 * What only an InferenceService tells of what serves: its model as it was loaded, and what its engine has taken.
 * @module
 */
import type { AIMEndpointStatus } from '../../api/aim/endpoint.ts'
import { cacheOf, type InferenceService } from '../../api/inference/inference-service.ts'
import type { IntentRequest } from '../../api/intent.ts'
import type { Candidate } from '../../decide/decision.ts'
import { checkpointBytes, startUpBudgetSeconds } from '../../render/start-up.ts'
import { findCondition } from '../../vocabulary/conditions.ts'
import type { Pod } from '../feeds/pod.ts'
import type { FindCache } from '../model-cache/named-cache.ts'
import { modelStatus } from './model-status.ts'
import type { OwnStatus } from './status.ts'

export interface OwnStatusInput {
  readonly service: InferenceService
  readonly request: IntentRequest
  readonly candidate: Candidate | undefined
  /** As told of the endpoint that serves the same. */
  readonly told: AIMEndpointStatus
  readonly pods: readonly Pod[]
  readonly findCache?: FindCache
  /** What its engine says it has taken, where it was asked. */
  readonly memoryUsage?: string
}

const isServing = (conditions: AIMEndpointStatus['conditions']) =>
  findCondition(conditions, 'Ready')?.status === 'True'

export function ownStatus(input: OwnStatusInput): OwnStatus {
  const { service, request, candidate, told, pods, memoryUsage } = input
  const isSameIntent = service.status?.decision?.intent === told.decision?.intent
  const before = isSameIntent ? service.status : undefined
  const serves = isServing(told.conditions)
  const kept = serves && isServing(before?.conditions) ? before?.resourceUsage : undefined
  const usage = kept ?? (serves && memoryUsage !== undefined ? { memoryUsage } : undefined)
  const model = request.intent.model.id
  return {
    modelStatus: modelStatus({
      before,
      loaded: (told.replicas?.ready ?? 0) > 0,
      serves,
      pods,
      startUpSeconds: candidate ? startUpBudgetSeconds(checkpointBytes(model, candidate)) : 0,
      revision: revisionOf(input, model),
    }),
    ...(usage === undefined ? {} : { resourceUsage: usage }),
  }
}

/** What is on the volume of its cache, else what the engine was told to fetch. */
function revisionOf(
  { service, request, candidate, findCache }: OwnStatusInput,
  model: string,
): string | undefined {
  const reference = cacheOf(service.spec)
  const cache = reference && findCache?.(reference, request.namespace)
  const entry = cache?.status?.cachedModels?.find(({ id, status }) => id === model && status === 'Ready')
  const asked = candidate?.settings.other.revision
  return entry?.revision ?? (typeof asked === 'string' ? asked : undefined)
}
