/**
 * An InferenceService and its chosen plan to the objects that run it: those of an AIMEndpoint on one node, a LeaderWorkerSet on several.
 * @module
 */
import { cacheClaim } from '../api/cache/intent.ts'
import { asEndpoint } from '../api/inference/as-endpoint.ts'
import type { InferenceService, InferenceServiceSpec } from '../api/inference/inference-service.ts'
import type { Network } from '../catalog/network-profiles.ts'
import type { Candidate } from '../decide/decision.ts'
import type { KnownCache } from '../inventory/known-caches.ts'
import { renderConfigMap } from './config-map.ts'
import { renderDeployment } from './deployment.ts'
import { placementGate } from './group-let-go.ts'
import { renderAutoscaler } from './horizontal-pod-autoscaler.ts'
import { kueueOf, queuedAs } from './kueue.ts'
import { groupScaleTarget, leaderLabels, renderLeaderWorkerSet } from './leader-worker-set.ts'
import type { RenderedObject } from './object.ts'
import { defaultPort } from './paths.ts'
import type { PodOptions } from './pod-template.ts'
import { renderService } from './service.ts'
import { renderServiceMonitor } from './service-monitor.ts'

export interface InferenceServiceInput {
  readonly service: InferenceService
  readonly candidate: Candidate
  /** Version of fitgate, written on what makes pods. */
  readonly version: string
  /** The network between nodes, for plans that span them. */
  readonly network?: Network
  /** A whole group has room beside those that run. */
  readonly surge?: boolean
  /** Pods of groups are held back until each has a place, by somebody who lifts their gate. Default false. */
  readonly gated?: boolean
  /** Prometheus' operator is here, so that a ServiceMonitor is understood. Default false. */
  readonly monitors?: boolean
  /** What is known of the ModelCache that it names. */
  readonly cache?: KnownCache
}

/** Complete objects for server-side apply, in the order to apply them. */
export function renderInferenceService(input: InferenceServiceInput): RenderedObject[] {
  const { service, candidate, version, network, surge, gated = false, monitors = false, cache } = input
  const { spec } = service
  const endpoint = asEndpoint(service)
  const isGroup = (candidate.nodes ?? 1) > 1
  const { metadata } = service
  // Kueue holds its pods back itself
  const pod = podOptions(spec, isGroup && gated && kueueOf(metadata) === undefined)
  const { exclusiveTopology } = spec.distributed ?? {}
  const scaled = renderAutoscaler(endpoint, candidate, isGroup ? groupScaleTarget(endpoint) : undefined)
  return [
    renderConfigMap(endpoint, candidate),
    reachable(renderService(endpoint, candidate), spec, isGroup),
    queuedAs(
      metadata,
      isGroup
        ? renderLeaderWorkerSet({
            endpoint,
            candidate,
            version,
            pod,
            network,
            surge,
            exclusiveTopology,
            cache,
          })
        : renderDeployment(endpoint, candidate, version, pod, cache),
    ),
    ...(scaled === undefined ? [] : [scaled]),
    ...(monitors && spec.monitoring?.enabled === true ? [renderServiceMonitor(service, candidate)] : []),
  ]
}

/** The claim of a ModelCache is called after it. */
function podOptions({ storage }: InferenceServiceSpec, isGated: boolean): PodOptions {
  const { modelCache, readOnly, sharedMemory } = storage ?? {}
  return {
    ...(modelCache === undefined
      ? {}
      : {
          modelClaim: {
            name: cacheClaim('ModelCache', modelCache),
            // what an earlier fitgate wrote where nothing was said: part of what templates are compared by
            readOnly: readOnly ?? false,
            ...(readOnly === false ? { writable: true as const } : {}),
          },
        }),
    ...(sharedMemory === undefined ? {} : { sharedMemory }),
    ...(isGated ? { gate: placementGate } : {}),
  }
}

/** Leaders only, where there are workers; and a port for metrics, where that is another one. */
function reachable(object: RenderedObject, spec: InferenceServiceSpec, isGroup: boolean): RenderedObject {
  const { selector, ports, ...rest } = object.spec ?? {}
  const { monitoring, networking } = spec
  const http = networking?.ports?.http ?? defaultPort
  const metrics = monitoring?.enabled === true ? monitoring.prometheus?.port : undefined
  const more =
    metrics === undefined || metrics === http
      ? []
      : [{ name: 'metrics', port: metrics, targetPort: http, protocol: 'TCP' }]
  return {
    ...object,
    spec: {
      ...rest,
      selector: { ...Object(selector), ...(isGroup ? leaderLabels : {}) },
      ports: [...(Array.isArray(ports) ? ports : []), ...more],
    },
  }
}
