/**
 * The pods of a LeaderWorkerSet as groups: who is held back, who has a node, who is on the way out.
 * Source: labels of LeaderWorkerSet 0.9.
 * @module
 */
import { reservationLabel } from '../../inventory/reservations.ts'
import { placementGate } from '../../render/group-let-go.ts'
import type { Pod } from '../feeds/pod.ts'

const prefix = 'leaderworkerset.sigs.k8s.io'
const nameLabel = `${prefix}/name`
const groupLabel = `${prefix}/group-index`
const workerLabel = `${prefix}/worker-index`

export interface Member {
  readonly pod: Pod
  /** 0 is the leader. */
  readonly rank: number
  readonly isGated: boolean
  readonly isBound: boolean
  /** The reservation it was let go with. */
  readonly reservation?: string
}

export interface Group {
  readonly index: number
  /** Neither finished nor being deleted; by rank. */
  readonly members: readonly Member[]
  /** The first of them, where it is the leader. */
  readonly leader?: Member
  /** A leader is being deleted, and with it the group. */
  readonly isGoing: boolean
}

function memberOf(pod: Pod): Member {
  const { labels = {} } = pod.metadata
  const reservation = labels[reservationLabel]
  return {
    pod,
    rank: Number(labels[workerLabel]),
    isGated: pod.spec.schedulingGates?.some(({ name }) => name === placementGate) === true,
    isBound: pod.spec.nodeName !== undefined,
    ...(reservation === undefined ? {} : { reservation }),
  }
}

/** `undefined` for a pod of no group. */
export function groupIndexOf({ metadata }: Pod): number | undefined {
  const index = metadata.labels?.[groupLabel]
  return index === undefined ? undefined : Number(index)
}

const isGoing = ({ metadata, status }: Pod) =>
  metadata.deletionTimestamp !== undefined || status?.phase === 'Succeeded' || status?.phase === 'Failed'

/** @param set name of the LeaderWorkerSet */
export function groupsOf(pods: readonly Pod[], set: string): ReadonlyMap<number, Group> {
  const ours = pods.filter(({ metadata }) => metadata.labels?.[nameLabel] === set)
  const byIndex = [...Map.groupBy(ours, groupIndexOf)].flatMap(([index, all]) =>
    index === undefined ? [] : [groupOf(index, all)],
  )
  return new Map(byIndex.sort((a, b) => a.index - b.index).map((group) => [group.index, group]))
}

function groupOf(index: number, all: readonly Pod[]): Group {
  const members = all
    .filter((pod) => !isGoing(pod))
    .map(memberOf)
    .sort((a, b) => a.rank - b.rank)
  const leader = members.find(({ rank }) => rank === 0)
  return {
    index,
    members,
    ...(leader === undefined ? {} : { leader }),
    isGoing: all.some((pod) => isGoing(pod) && memberOf(pod).rank === 0),
  }
}

/** Every member has a node. */
export function isWhole({ members }: Group, size: number): boolean {
  return members.filter(({ isBound }) => isBound).length === size
}
