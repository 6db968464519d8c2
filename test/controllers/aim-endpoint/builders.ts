/**
 * Endpoints in situations, and their children as the API server has them.
 * @module
 */
import type { AIMEndpoint } from '../../../src/api/aim/endpoint.ts'
import type { Child, DeploymentChild } from '../../../src/controllers/aim-endpoint/child.ts'
import {
  type EndpointPlan,
  type EndpointSituation,
  planEndpoint,
} from '../../../src/controllers/aim-endpoint/plan.ts'
import type { GroupView } from '../../../src/controllers/groups/service.ts'
import type { DecisionContext } from '../../../src/decide/context.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { knowing, sandboxHardware } from '../../decide/builders.ts'
import { endpoint, recipes } from '../../render/builders.ts'

export const context: DecisionContext = knowing(sandboxHardware, recipes)
export const noPods = { pods: 0, scheduled: 0 }
export const allScheduled = { pods: 1, scheduled: 1 }

/** Nobody was given anything, and there is no pod. */
export const noGroups: GroupView = {
  pods: [],
  grantOf: () => undefined,
  standingOf: () => undefined,
  isHeld: () => true,
  hasRoom: () => false,
  takenDomains: () => [],
}

export function plan(object: AIMEndpoint, more: Partial<EndpointSituation> = {}): EndpointPlan {
  return planEndpoint({
    object,
    context,
    live: [],
    pods: noPods,
    now: '2026-11-21T10:00:00Z',
    mayRefresh: true,
    groups: noGroups,
    ...more,
  })
}

/** An endpoint that holds the pin it would be given. */
export function pinned(
  name: string,
  spec: Record<string, unknown> = { gpuCount: 1 },
  known: DecisionContext = context,
): AIMEndpoint {
  const object = endpoint(name, spec)
  const { pin } = plan(object, { context: known })
  if (pin === undefined) throw new Error('nothing was chosen')
  return { ...object, metadata: { ...object.metadata, annotations: { [annotations.pin]: pin } } }
}

/** The planned children as if they had been applied. */
export function applied(object: AIMEndpoint, more?: Partial<EndpointSituation>): Child[] {
  return [...(plan(object, more).children?.apply ?? [])].map((child) => ({
    ...child,
    metadata: { ...child.metadata, uid: `uid-of-${child.kind}`, generation: 1 },
  }))
}

/** The same children with the Deployment in another state. */
export function withDeployment(children: readonly Child[], change: Partial<DeploymentChild>): Child[] {
  return children.map((child) =>
    child.kind === 'Deployment' ? ({ ...child, ...change } as unknown as Child) : child,
  )
}

/** A Deployment status in which everything is up. */
export const up = {
  observedGeneration: 1,
  replicas: 1,
  updatedReplicas: 1,
  readyReplicas: 1,
  availableReplicas: 1,
}
