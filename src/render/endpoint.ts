/**
 * An endpoint and its chosen plan to the objects that run it.
 * @module
 */
import { renderConfigMap } from './config-map.ts'
import { renderAutoscaler } from './horizontal-pod-autoscaler.ts'
import type { RenderedObject } from './object.ts'
import { renderVolumeClaim } from './persistent-volume-claim.ts'
import { renderService } from './service.ts'
import { renderServiceAccount } from './service-account.ts'
import { renderServingPods, type ServingPodsInput } from './serving-pods.ts'

export type RenderInput = Pick<
  ServingPodsInput,
  'endpoint' | 'candidate' | 'version' | 'network' | 'surge' | 'gated' | 'cache'
>

/**
 * Complete objects for server-side apply, in the order to apply them: what pods need first, the autoscaler last.
 *
 * @example
 * renderEndpoint({ endpoint, candidate: decision.chosen.candidate, version: '0.1.0' }).map((object) => object.kind)
 * // ['ConfigMap', 'Service', 'Deployment']
 */
export function renderEndpoint(input: RenderInput): RenderedObject[] {
  const { endpoint, candidate, version, network, surge, gated, cache } = input
  return [
    renderServiceAccount(endpoint, candidate),
    renderConfigMap(endpoint, candidate),
    renderVolumeClaim(endpoint, candidate),
    renderService(endpoint, candidate),
    renderServingPods({
      endpoint,
      candidate,
      version,
      network,
      surge,
      gated,
      exclusiveTopology: endpoint.spec.distributed?.exclusiveTopology,
      cache,
    }),
    renderAutoscaler(endpoint, candidate),
  ].filter((object) => object !== undefined)
}
