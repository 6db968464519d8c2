/**
 * An owner whose replicas span nodes: its groups, its LeaderWorkerSet, and how they stand.
 * @module
 */
import { fixedReplicas } from '../../api/aim/endpoint.ts'
import type { Candidate } from '../../decide/decision.ts'
import type { PlaceRequest } from '../../decide/place/place-group.ts'
import { childNames } from '../../render/child-names.ts'
import { progressSlackSeconds } from '../../render/deployment.ts'
import { kueueOf } from '../../render/kueue.ts'
import type { RenderedObject } from '../../render/object.ts'
import { checkpointBytes, startUpBudgetSeconds } from '../../render/start-up.ts'
import { findChild } from '../aim-endpoint/child.ts'
import type { Running } from '../aim-endpoint/running.ts'
import type { ServingSituation } from '../aim-endpoint/serving-reconciler.ts'
import type { Pod } from '../feeds/pod.ts'
import type { Standing } from '../queue/standing.ts'
import type { Grant } from '../queue/waiter.ts'
import { groupsOf } from './members.ts'
import { type GroupsPlan, planGroups } from './plan.ts'
import { groupRequest } from './request.ts'
import { isRolling, patienceSeconds, stuckRollout, withSurge } from './rollout.ts'
import { isUnobserved, observedSeconds, runningGroups } from './running.ts'
import type { Spanning } from './spanning.ts'

/** What groups need to know beside their owner. */
export interface GroupView {
  readonly pods: readonly Pod[]
  /** What the queue has given to a reservation's name. */
  readonly grantOf: (id: string) => Grant | undefined
  /** How one that waits stands. */
  readonly standingOf: (id: string) => Standing | undefined
  /** Whether the inventory holds a reservation. */
  readonly isHeld: (id: string) => boolean
  /** Whether there are places for it now. */
  readonly hasRoom: (request: PlaceRequest) => boolean
  /** Values of a node label on the nodes of all groups but this one of the service. */
  readonly takenDomains: (topology: string, index: number) => readonly string[]
}

export interface GroupServiceInput extends Pick<ServingSituation<unknown>, 'live' | 'pods' | 'refused'> {
  readonly owner: Spanning
  readonly candidate: Candidate
  readonly view: GroupView
  /** Nodes that hold the model. */
  readonly holders?: readonly string[]
  /** Renders what is wanted. */
  readonly render: (surge: boolean) => readonly RenderedObject[]
  readonly now: Date
}

export interface GroupService {
  readonly plan: GroupsPlan
  /** What a group asks of nodes. */
  readonly requestOf: (index: number) => PlaceRequest
  /** Nodes that are taken before others. */
  readonly preferredNodes?: readonly string[]
  /** What is to be there now. */
  readonly wanted: readonly RenderedObject[]
  readonly running: Running
}

/** Made when a group has its places; what pods need beside them may be there before. */
const madeForGroups: ReadonlySet<string> = new Set(['LeaderWorkerSet', 'HorizontalPodAutoscaler'])

export function planGroupService(input: GroupServiceInput): GroupService {
  const { owner, candidate, view, now } = input
  const { endpoint, status, exclusiveTopology } = owner
  const { metadata } = endpoint
  const name = childNames(metadata.name).group
  const live = findChild(input.live, 'LeaderWorkerSet', name)
  const groups = groupsOf(view.pods, name)
  const { scaling } = endpoint.spec
  const desired = fixedReplicas(endpoint.spec) ?? live?.spec.replicas ?? scaling?.minReplicas ?? 1
  const requestOf = (index: number) => {
    const taken = exclusiveTopology === undefined ? [] : view.takenDomains(exclusiveTopology, index)
    return groupRequest(owner, candidate, taken)
  }
  const isQueued = kueueOf(metadata) !== undefined
  const exists = live !== undefined || groups.size > 0
  const plan = isQueued
    ? nothingToPlace
    : planGroups({
        uid: metadata.uid ?? '',
        size: candidate.nodes ?? 1,
        desired,
        exists,
        groups,
        reserved: status?.groups ?? [],
        ...(status?.retry === undefined ? {} : { retry: status.retry }),
        grantOf: view.grantOf,
        isHeld: view.isHeld,
        now,
      })
  // the group that comes beside the others is the one after the last
  const [first] = plan.waits
  const hasRoom = () => view.hasRoom(requestOf(desired))
  const plain = input.render(false)
  const set = plain.find(({ kind }) => kind === 'LeaderWorkerSet')
  const surge =
    live !== undefined && set !== undefined && withSurge({ wanted: set, live, groups, desired, hasRoom })
  const mayCreate = exists || isQueued || plan.reserved.some(({ index }) => index === 0)
  const startUpSeconds = startUpBudgetSeconds(checkpointBytes(owner.modelId, candidate))
  const groupSeconds = startUpSeconds + progressSlackSeconds
  const stuck = live && stuckRollout({ live, groups, desired, waits: first !== undefined, groupSeconds, now })
  const running = runningGroups({
    candidate,
    desired,
    live,
    groups,
    plan,
    pods: input.pods,
    isQueued,
    ...(first === undefined ? {} : { standing: view.standingOf(first.id) }),
    startUpSeconds,
    now,
    ...(input.refused === undefined ? {} : { refused: input.refused }),
    ...(stuck === undefined ? {} : { stuck }),
  })
  const looks = [
    ...(plan.afterSeconds === undefined ? [] : [plan.afterSeconds]),
    ...(live !== undefined && live.status?.observedGeneration === undefined && !isUnobserved({ live, now })
      ? [observedSeconds]
      : []),
    ...(isRolling(live) && stuck === undefined ? [first === undefined ? groupSeconds : patienceSeconds] : []),
  ]
  return {
    plan: { ...plan, ...(looks.length === 0 ? {} : { afterSeconds: Math.min(...looks) }) },
    requestOf,
    ...(input.holders === undefined ? {} : { preferredNodes: input.holders }),
    wanted: (surge ? input.render(true) : plain).filter(({ kind }) => mayCreate || !madeForGroups.has(kind)),
    running,
  }
}

/** Kueue does it. */
const nothingToPlace: GroupsPlan = { reserved: [], waits: [], letGo: [], takeDown: [] }
