/**
 * What policies judge: an object of any kind that has pods, or one of ours, taken apart once for all of them.
 * @module
 */
import { parseAIMEndpoint, toIntentRequest } from '../src/api/aim/endpoint.ts'
import { aimEndpointKind } from '../src/api/aim/endpoint-kind.ts'
import type { CacheRequest } from '../src/api/cache/intent.ts'
import { cacheKindOf, parseCache } from '../src/api/caches.ts'
import {
  parseInferenceService,
  toIntentRequest as serviceRequest,
} from '../src/api/inference/inference-service.ts'
import { inferenceServiceKind } from '../src/api/inference/inference-service-kind.ts'
import type { IntentRequest } from '../src/api/intent.ts'
import { toIntentRequest as batchRequest, parseGPUWorkload } from '../src/api/warp/workload.ts'
import { gpuWorkloadKind } from '../src/api/warp/workload-kind.ts'
import { fieldAt, type JsonRecord, recordOf, textOf } from './json.ts'
import type { PodTemplate } from './pod.ts'
import { podKindOf, replicasOf, templatesOf } from './pod-shapes.ts'

export interface PolicySubject {
  readonly group: string
  readonly kind: string
  /** Empty where it is generated. */
  readonly name: string
  readonly namespace: string
  /** As written. */
  readonly object: JsonRecord
  readonly annotations: JsonRecord
  /** `AUDIT` for what exists already. */
  readonly operation: 'CREATE' | 'UPDATE' | 'AUDIT'
  /** Templates of its pods; none for our own kinds, whose pods are ours to make. */
  readonly pods: readonly PodTemplate[]
  /** Pods, or groups of them, that run at once. */
  readonly replicas: number
  /** What an object of our own kinds asks for; absent where it cannot be read. */
  readonly wanted?: IntentRequest
  /** What a cache of models asks for; absent where it cannot be read. */
  readonly cache?: CacheRequest
  /** Who asks, where known. */
  readonly user?: string
}

export interface SubjectOptions {
  /** Default `AUDIT`. */
  readonly operation?: PolicySubject['operation']
  /** Where the object does not say. Default `default`. */
  readonly namespace?: string
  readonly user?: string
}

/** The group and kind an object says it is of. */
export function groupKindOf(object: unknown): { readonly group: string; readonly kind: string } {
  const apiVersion = textOf(fieldAt(object, 'apiVersion')) ?? ''
  const slash = apiVersion.indexOf('/')
  return { group: slash < 0 ? '' : apiVersion.slice(0, slash), kind: textOf(fieldAt(object, 'kind')) ?? '' }
}

/** Kinds that run nothing, and decide what becomes of pods. */
function isBystander(group: string, kind: string): boolean {
  return (
    (group === 'policy' && kind === 'PodDisruptionBudget') ||
    (group === 'autoscaling' && kind === 'HorizontalPodAutoscaler')
  )
}

/** `undefined` for kinds that no policy is about. */
export function subjectOf(object: unknown, options: SubjectOptions = {}): PolicySubject | undefined {
  const { group, kind } = groupKindOf(object)
  const { operation = 'AUDIT', namespace = 'default', user } = options
  const common = {
    group,
    kind,
    name:
      textOf(fieldAt(object, 'metadata', 'name')) ||
      textOf(fieldAt(object, 'metadata', 'generateName')) ||
      '',
    namespace: textOf(fieldAt(object, 'metadata', 'namespace')) || namespace,
    object: recordOf(object),
    annotations: recordOf(fieldAt(object, 'metadata', 'annotations')),
    operation,
    ...(user === undefined ? {} : { user }),
  }
  if (group === aimEndpointKind.group && kind === aimEndpointKind.kind) {
    const { endpoint } = parseAIMEndpoint(object)
    const wanted = endpoint && toIntentRequest(endpoint)
    return { ...common, pods: [], replicas: wanted?.replicas ?? 1, ...(wanted && { wanted }) }
  }
  if (group === gpuWorkloadKind.group && kind === gpuWorkloadKind.kind) {
    const { workload } = parseGPUWorkload(object)
    return { ...common, pods: [], replicas: 1, ...(workload && { wanted: batchRequest(workload) }) }
  }
  if (group === inferenceServiceKind.group && kind === inferenceServiceKind.kind) {
    const { service } = parseInferenceService(object)
    const wanted = service && serviceRequest(service)
    return { ...common, pods: [], replicas: wanted?.replicas ?? 1, ...(wanted && { wanted }) }
  }
  const cacheKind = cacheKindOf(group, kind)
  if (cacheKind !== undefined) {
    const { request } = parseCache(cacheKind, object)
    return { ...common, pods: [], replicas: 0, ...(request && { cache: request }) }
  }
  const row = podKindOf(group, kind)
  if (row === undefined) return isBystander(group, kind) ? { ...common, pods: [], replicas: 0 } : undefined
  return { ...common, pods: templatesOf(row, object), replicas: replicasOf(row, object) }
}
