/**
 * InferenceServices in situations, and their children as the API server has them.
 * @module
 */
import { type InferenceService, parseInferenceService } from '../../../src/api/inference/inference-service.ts'
import type { Child } from '../../../src/controllers/aim-endpoint/child.ts'
import type { Pod } from '../../../src/controllers/feeds/pod.ts'
import {
  planService,
  type ServicePlan,
  type ServiceSituation,
} from '../../../src/controllers/inference-service/plan.ts'
import { reservationLabel } from '../../../src/inventory/reservations.ts'
import { placementGate } from '../../../src/render/group-let-go.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { cluster, knowing, nodes } from '../../decide/builders.ts'
import { noGroups } from '../aim-endpoint/builders.ts'

export const context = knowing(cluster(nodes('MI300X', 4)))
export const now = '2026-11-21T10:00:00Z'
export const model = { name: 'Qwen/Qwen3-32B' }

/** As the API server has it. */
export function service(name: string, spec: object = {}, metadata: object = {}): InferenceService {
  const parsed = parseInferenceService({
    metadata: { name, namespace: 'team', uid: `uid-of-${name}`, generation: 1, ...metadata },
    spec: { model, ...spec },
  })
  if (parsed.service === undefined) throw new Error(JSON.stringify(parsed.errors))
  return parsed.service
}

export function plan(object: InferenceService, more: Partial<ServiceSituation> = {}): ServicePlan {
  return planService({
    object,
    context,
    live: [],
    pods: { pods: 0, scheduled: 0 },
    now,
    mayRefresh: true,
    monitors: false,
    groups: noGroups,
    ...more,
  })
}

/** A service that holds the pin it would be given. */
export function pinned(name: string, spec: object = {}, metadata: object = {}): InferenceService {
  const object = service(name, spec, metadata)
  const { pin } = plan(object)
  if (pin === undefined) throw new Error('nothing was chosen')
  return { ...object, metadata: { ...object.metadata, annotations: { [annotations.pin]: pin } } }
}

/** The planned children as if they had been applied. */
export function applied(object: InferenceService, more?: Partial<ServiceSituation>): Child[] {
  return [...(plan(object, more).children?.apply ?? [])].map((child) => ({
    ...child,
    metadata: { ...child.metadata, uid: `uid-of-${child.kind}`, generation: 1 },
  }))
}

/** Name of the LeaderWorkerSet of the service `chat`. */
export const set = 'chat-group'

export interface MemberState {
  /** Default 0. */
  readonly group?: number
  readonly rank: number
  readonly state: 'gated' | 'letGo' | 'bound' | 'going'
  readonly reservation?: string
  readonly uid?: string
  /** Of the scheduler. */
  readonly words?: string
}

/** A pod of a group, as the LeaderWorkerSet controller makes them. */
export function member({ group = 0, rank, state, reservation, uid, words }: MemberState): Pod {
  const prefix = 'leaderworkerset.sigs.k8s.io'
  const name = rank === 0 ? `${set}-${group}` : `${set}-${group}-${rank}`
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'team',
      uid: uid ?? `uid-of-${name}`,
      labels: {
        [`${prefix}/name`]: set,
        [`${prefix}/group-index`]: String(group),
        [`${prefix}/worker-index`]: String(rank),
        ...(reservation === undefined ? {} : { [reservationLabel]: reservation }),
      },
      ...(state === 'going' ? { deletionTimestamp: now } : {}),
    },
    spec: {
      containers: [],
      ...(state === 'gated' ? { schedulingGates: [{ name: placementGate }] } : {}),
      ...(state === 'bound' || state === 'going' ? { nodeName: `node-${group}-${rank}` } : {}),
    },
    status: {
      phase: 'Pending',
      conditions: words === undefined ? [] : [{ type: 'PodScheduled', status: 'False', message: words }],
    },
  }
}
