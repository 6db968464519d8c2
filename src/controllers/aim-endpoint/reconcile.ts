/**
 * Brings one endpoint to what its plan says.
 * @module
 */
import type { AIMEndpoint } from '../../api/aim/endpoint.ts'
import { resources } from '../../kube/resources.ts'
import type { KubeObject } from '../../kube/types.ts'
import type { OwnedGroups } from '../groups/owned.ts'
import type { FindCache } from '../model-cache/named-cache.ts'
import type { ServingLine } from '../queue/serving-line.ts'
import { type EndpointPlan, planEndpoint } from './plan.ts'
import { type ServingOptions, servingReconciler } from './serving-reconciler.ts'
import { pinnedEngine } from './written-pin.ts'

/** An AIMEndpoint as it is watched. */
export type EndpointObject = AIMEndpoint & KubeObject

export type EndpointReconcilerOptions = Pick<
  ServingOptions<EndpointObject, EndpointPlan>,
  'client' | 'view' | 'events' | 'refreshes' | 'now'
> & {
  readonly findCache: FindCache
  readonly line: Pick<ServingLine, 'placeOf'>
  readonly groups: Pick<OwnedGroups<EndpointObject>, 'view' | 'carryOut'>
}

export function endpointReconciler({ findCache, line, groups, ...options }: EndpointReconcilerOptions) {
  return servingReconciler<EndpointObject, EndpointPlan>({
    ...options,
    type: resources.aimEndpoint,
    // an image of the user's own may hold anything
    engineOf: (object) => (object.spec?.image === undefined ? pinnedEngine(object) : undefined),
    plan: (situation) => {
      const { object } = situation
      const { uid = '' } = object.metadata
      return planEndpoint({
        ...situation,
        findCache,
        placeOf: (candidate) => line.placeOf(uid, candidate),
        groups: groups.view(object),
      })
    },
    isStatusFirst: (plan) => plan.isReserving,
    async withPods(object, plan) {
      const seconds = await groups.carryOut(object, plan.groups)
      return seconds === undefined ? {} : { requeueAfterSeconds: seconds }
    },
  })
}
