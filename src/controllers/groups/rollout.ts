/**
 * How a change of the template reaches the groups: beside those that run where there is room for one more, else one after the other
 * in its place; and whether that has come to a stop.
 * @module
 */
import { deploymentAnnotations } from '../../render/deployment.ts'
import type { RenderedObject } from '../../render/object.ts'
import type { LeaderWorkerSetChild } from '../aim-endpoint/child.ts'
import type { Group } from './members.ts'

const inputsOf = ({ metadata }: Pick<LeaderWorkerSetChild, 'metadata'>) =>
  metadata.annotations?.[deploymentAnnotations.inputs]

const surges = ({ spec }: LeaderWorkerSetChild) =>
  Number.parseInt(String(spec.rolloutStrategy?.rollingUpdateConfiguration?.maxSurge ?? 0), 10) > 0

export interface SurgeInput {
  /** As it would be applied, with surge or without. */
  readonly wanted: RenderedObject
  readonly live: LeaderWorkerSetChild
  readonly groups: ReadonlyMap<number, Group>
  readonly desired: number
  /** Whether there are places for one more group now. */
  readonly hasRoom: () => boolean
}

/**
 * Decided when a roll-out begins, and taken back where its extra group finds no places after all: then the roll-out goes on in place.
 */
export function withSurge({ wanted, live, groups, desired, hasRoom }: SurgeInput): boolean {
  if (inputsOf(live) !== wanted.metadata.annotations?.[deploymentAnnotations.inputs]) return hasRoom()
  const stands = [...groups.values()].some(
    ({ index, leader }) => index >= desired && leader?.isGated === true && !hasRoom(),
  )
  return surges(live) && !stands
}

const updateOf = (live: LeaderWorkerSetChild | undefined) =>
  live?.status?.conditions?.find(({ type, status }) => type === 'UpdateInProgress' && status === 'True')

export const isRolling = (live: LeaderWorkerSetChild | undefined) => updateOf(live) !== undefined

export interface StuckInput {
  readonly live: LeaderWorkerSetChild
  readonly groups: ReadonlyMap<number, Group>
  readonly desired: number
  /** A group has no places. */
  readonly waits: boolean
  /** How long one group may take, seconds. */
  readonly groupSeconds: number
  readonly now: Date
}

/** A group that is replaced has its own nodes back by then, seconds. */
export const patienceSeconds = 60

/** Why a roll-out does not go on, with what helps; `undefined` while it may. */
export function stuckRollout({
  live,
  groups,
  desired,
  waits,
  groupSeconds,
  now,
}: StuckInput): string | undefined {
  const begun = updateOf(live)?.lastTransitionTime
  if (begun === undefined) return undefined
  const seconds = (now.getTime() - Date.parse(begun)) / 1000
  if (waits && seconds >= patienceSeconds)
    return `the roll-out began at ${begun}, and a group waits for nodes, before which no other is replaced: free nodes, lower spec.replicas, or change the spec back`
  if (seconds < groupSeconds * Math.max(1, desired)) return undefined
  const { updatedReplicas = 0 } = live.status ?? {}
  const idle = [...groups.values()].find(({ leader }) => leader !== undefined && !isReady(leader.pod))
  const again =
    idle?.leader === undefined
      ? ''
      : `; or delete pod ${idle.leader.pod.metadata.name}, so that its group starts anew`
  return `the roll-out began at ${begun} and ${Math.min(updatedReplicas, desired)} of ${desired} groups have the new template; no other is replaced before these answer: change the spec back${again}`
}

const isReady = ({ status }: Group['members'][number]['pod']) =>
  status?.conditions?.some((each) => each.type === 'Ready' && each.status === 'True') === true
