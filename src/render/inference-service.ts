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
import { renderAutoscaler } from './horizontal-pod-autoscaler.ts'
import type { RenderedObject } from './object.ts'
import { defaultPort } from './paths.ts'
import type { PodOptions } from './pod-template.ts'
import { renderService } from './service.ts'
import { renderServiceMonitor } from './service-monitor.ts'
import { renderServingPods } from './serving-pods.ts'

export interface InferenceServiceInput {
  readonly service: InferenceService
  readonly candidate: Candidate
  /** Version of fitgate, written on what makes pods. */
  readonly version: string
  /** The network between nodes, for plans that span them. */
  readonly network?: Network | undefined
  /** A whole group has room beside those that run. */
  readonly surge?: boolean | undefined
  /** Pods of groups are held back until each has a place, by somebody who lifts their gate. Default false. */
  readonly gated?: boolean
  /** Prometheus' operator is here, so that a ServiceMonitor is understood. Default false. */
  readonly monitors?: boolean
  /** What is known of the ModelCache that it names. */
  readonly cache?: KnownCache | undefined
}

/** Complete objects for server-side apply, in the order to apply them. */
export function renderInferenceService(input: InferenceServiceInput): RenderedObject[] {
  const { service, candidate, version, network, surge, gated = false, monitors = false, cache } = input
  const { spec } = service
  const endpoint = asEndpoint(service)
  const { exclusiveTopology } = spec.distributed ?? {}
  const scaled = renderAutoscaler(endpoint, candidate)
  return [
    renderConfigMap(endpoint, candidate),
    withMetrics(renderService(endpoint, candidate), spec),
    renderServingPods({
      endpoint,
      candidate,
      version,
      pod: podOptions(spec),
      network,
      surge,
      gated,
      exclusiveTopology,
      cache,
    }),
    ...(scaled === undefined ? [] : [scaled]),
    ...(monitors && spec.monitoring?.enabled === true ? [renderServiceMonitor(service, candidate)] : []),
  ]
}

/** The claim of a ModelCache is called after it. */
function podOptions({ storage }: InferenceServiceSpec): PodOptions {
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
  }
}

/** And a port for metrics, where that is another one. */
function withMetrics(object: RenderedObject, spec: InferenceServiceSpec): RenderedObject {
  const { ports, ...rest } = object.spec ?? {}
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
      ports: [...(Array.isArray(ports) ? ports : []), ...more],
    },
  }
}
