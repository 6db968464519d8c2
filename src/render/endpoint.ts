/**
 * An endpoint and its chosen plan to the objects that run it.
 * @module
 */
import type { AIMEndpoint } from '../api/aim/endpoint.ts'
import type { Candidate } from '../decide/decision.ts'
import type { KnownCache } from '../inventory/known-caches.ts'
import { renderConfigMap } from './config-map.ts'
import { renderDeployment } from './deployment.ts'
import { renderAutoscaler } from './horizontal-pod-autoscaler.ts'
import { queuedAs } from './kueue.ts'
import type { RenderedObject } from './object.ts'
import { renderVolumeClaim } from './persistent-volume-claim.ts'
import { renderService } from './service.ts'
import { renderServiceAccount } from './service-account.ts'

export interface RenderInput {
  readonly endpoint: AIMEndpoint
  readonly candidate: Candidate
  /** Version of fitgate, written on the Deployment. */
  readonly version: string
  /** What is known of the cache that it names. */
  readonly cache?: KnownCache
}

/**
 * Complete objects for server-side apply, in the order to apply them: what pods need first, the autoscaler last.
 *
 * @example
 * renderEndpoint({ endpoint, candidate: decision.chosen.candidate, version: '0.1.0' }).map((object) => object.kind)
 * // ['ConfigMap', 'Service', 'Deployment']
 */
export function renderEndpoint({ endpoint, candidate, version, cache }: RenderInput): RenderedObject[] {
  return [
    renderServiceAccount(endpoint, candidate),
    renderConfigMap(endpoint, candidate),
    renderVolumeClaim(endpoint, candidate),
    renderService(endpoint, candidate),
    queuedAs(endpoint.metadata, renderDeployment(endpoint, candidate, version, undefined, cache)),
    renderAutoscaler(endpoint, candidate),
  ].filter((object) => object !== undefined)
}
