/**
 * The groups of one service: which places are promised, which pods are let go, which groups have to start over. Pure.
 *
 * All or nothing: a group is let go only with places for all of its members, which stand in the status before a pod is touched. One
 * that has not taken them in time is taken down as a whole and tried again later; what it held meanwhile is free for others.
 * @module
 */
import { mostGroupsAtOnce, type ReservedGroup, type Retry } from '../../api/fields/groups.ts'
import { seededRandom } from '../../decide/place/seeded-random.ts'
import type { Pod } from '../feeds/pod.ts'
import { nextBackoff } from '../gpu-workload/next-backoff.ts'
import type { Grant } from '../queue/waiter.ts'
import { type Group, isWhole, type Member } from './members.ts'

export interface GroupsInput {
  /** Of the service. */
  readonly uid: string
  /** Members of a group. */
  readonly size: number
  /** Groups that are wanted. */
  readonly desired: number
  /** The LeaderWorkerSet is there. */
  readonly exists: boolean
  readonly groups: ReadonlyMap<number, Group>
  readonly reserved: readonly ReservedGroup[]
  readonly retry?: Retry
  /** What the queue has given to a reservation's name. */
  readonly grantOf: (id: string) => Grant | undefined
  /** Whether the inventory holds it. */
  readonly isHeld: (id: string) => boolean
  readonly now: Date
}

/** A pod that goes to a node now. */
export interface Release {
  readonly pod: Pod
  readonly node: string
  readonly reservation: string
}

export interface GroupsPlan {
  /** Promised places, to be in the status before anything else is done. */
  readonly reserved: readonly ReservedGroup[]
  readonly retry?: Retry
  /** Groups that wait for places, by the name of the reservation they get. */
  readonly waits: readonly { readonly id: string; readonly index: number; readonly hasPods: boolean }[]
  readonly letGo: readonly Release[]
  /** Leaders whose groups start over. */
  readonly takeDown: readonly Pod[]
  /** Seconds until something of it is due. */
  readonly afterSeconds?: number
}

/** The first wait after a group was taken down, seconds. */
const backoffSeconds = 5

export function planGroups(input: GroupsInput): GroupsPlan {
  const { size, desired, groups, now } = input
  const { kept, failed } = sortOut(input)
  const retry = retryAfter(input, failed)
  const waitSeconds = retry === undefined ? 0 : (Date.parse(retry.after) - now.getTime()) / 1000
  const wanting = wantingPlaces(input, kept)
  const open = waitSeconds > 0 ? [] : wanting.slice(0, mostGroupsAtOnce - kept.length)
  const granted = open.flatMap(({ id, index }) => reservedBy(id, index, input.grantOf(id)) ?? [])
  const whole = [...groups.values()].filter((group) => group.index < desired && isWhole(group, size))
  const dues = [
    ...(waitSeconds > 0 && wanting.length > 0 ? [waitSeconds] : []),
    ...kept.map(({ expiresAt }) => (Date.parse(expiresAt) - now.getTime()) / 1000),
  ]
  return {
    reserved: [...kept, ...granted],
    ...(retry === undefined || whole.length >= desired ? {} : { retry }),
    waits: open.filter(({ id }) => !granted.some((each) => each.id === id)),
    letGo: kept.flatMap((each) => releases(each, groups.get(each.index))),
    takeDown: [...groups.values()].flatMap((group) =>
      isBroken(group, kept) ? (group.leader?.pod ?? []) : [],
    ),
    ...(dues.length === 0 ? {} : { afterSeconds: Math.max(0.1, Math.min(...dues)) }),
  }
}

/** Reservations that go on, and in words those that came to nothing. What was used up, or is not wanted any more, is neither. */
function sortOut({ size, desired, groups, reserved, isHeld, now }: GroupsInput) {
  const kept: ReservedGroup[] = []
  const failed: string[] = []
  for (const each of reserved) {
    const group = groups.get(each.index)
    const own = group?.members.filter(({ reservation }) => reservation === each.id) ?? []
    const isDone = own.filter(({ isBound }) => isBound).length === size
    if (isDone || (group === undefined && each.index >= desired)) continue
    if (isHeld(each.id) && Date.parse(each.expiresAt) > now.getTime()) kept.push(each)
    else if (own.length > 0) failed.push(obstacle(own))
  }
  return { kept, failed }
}

function obstacle(own: readonly Member[]): string {
  const unbound = own.find(({ isBound }) => !isBound)
  const told = unbound?.pod.status?.conditions?.find(({ type }) => type === 'PodScheduled')?.message
  const name = unbound?.pod.metadata.name
  return name === undefined
    ? 'not all pods of a group were made in time'
    : `pod ${name} found no node: ${told ?? 'the scheduler did not look at it'}`
}

function retryAfter({ uid, retry, now }: GroupsInput, failed: readonly string[]): Retry | undefined {
  const [first] = failed
  if (first === undefined) return retry
  const attempts = retry?.attempts ?? 0
  const seconds = nextBackoff(backoffSeconds, attempts, seededRandom(`${uid}/${attempts}`))
  return {
    attempts: attempts + 1,
    after: new Date(now.getTime() + seconds * 1000).toISOString(),
    message: first.slice(0, 1024),
  }
}

/** The group of a leader that is held back; and the first one, before there is a LeaderWorkerSet. */
function wantingPlaces({ uid, exists, desired, groups }: GroupsInput, kept: readonly ReservedGroup[]) {
  const isPromised = (index: number) => kept.some((each) => each.index === index)
  if (!exists)
    return desired === 0 || isPromised(0) ? [] : [{ index: 0, id: reservationName(uid, 0), hasPods: false }]
  return [...groups.values()].flatMap(({ index, leader, isGoing }) =>
    leader?.isGated === true && !isGoing && !isPromised(index)
      ? [{ index, id: reservationName(uid, index, leader.pod.metadata.uid), hasPods: true }]
      : [],
  )
}

/** A label value. Of another leader it is another: what pods of the one before still hold is not counted for this one. */
function reservationName(uid: string, index: number, leader = 'new'): string {
  return `${uid}.${index}.${leader.slice(0, 8)}`
}

function reservedBy(id: string, index: number, grant: Grant | undefined): ReservedGroup | undefined {
  if (grant === undefined) return undefined
  const { placements, expiresAt } = grant
  return {
    id,
    index,
    members: placements.map(({ node, kind, reserve }) => ({ node, resource: kind.resource, count: reserve })),
    expiresAt,
  }
}

/** Members come one by one, and each has its place. */
function releases({ id, members }: ReservedGroup, group: Group | undefined): readonly Release[] {
  return (group?.members ?? []).flatMap(({ pod, rank, isGated }) => {
    const place = members[rank]
    return isGated && place !== undefined ? [{ pod, node: place.node, reservation: id }] : []
  })
}

/** It was let go, and a member has no node and no promise of one: ranks that are there cannot take in another later. */
function isBroken({ index, leader, members, isGoing }: Group, kept: readonly ReservedGroup[]): boolean {
  const isComing = kept.some((each) => each.index === index)
  return !isComing && !isGoing && leader?.isGated === false && members.some(({ isBound }) => !isBound)
}
