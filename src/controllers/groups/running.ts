/**
 * Conditions of a service whose replicas are groups: whether each has its nodes, and whether each answers.
 * @module
 */
import type { Candidate } from '../../decide/decision.ts'
import type { LeaderWorkerSetChild } from '../aim-endpoint/child.ts'
import { type Finding, finding, no } from '../aim-endpoint/finding.ts'
import type { PodSummary } from '../aim-endpoint/pods.ts'
import type { Running } from '../aim-endpoint/running.ts'
import type { Refusal } from '../aim-endpoint/serving.ts'
import { failureWords } from '../failures/failure.ts'
import { columnWords, type Standing, standingWords, waitingReason } from '../queue/standing.ts'
import { type Group, isWhole } from './members.ts'
import type { GroupsPlan } from './plan.ts'

export interface GroupRunningInput {
  readonly candidate: Candidate
  readonly desired: number
  readonly live: LeaderWorkerSetChild | undefined
  readonly groups: ReadonlyMap<number, Group>
  readonly plan: GroupsPlan
  readonly pods: PodSummary
  readonly refused?: Refusal
  /** Kueue lets the pods go. */
  readonly isQueued: boolean
  /** Of the first group that waits. */
  readonly standing?: Standing
  /** The roll-out that does not go on, in words. */
  readonly stuck?: string
  /** How long an engine may take to start, seconds. */
  readonly startUpSeconds: number
  readonly now: Date
}

/** A controller that runs looks at an object within this time, seconds. */
export const observedSeconds = 20

export function runningGroups(input: GroupRunningInput): Running {
  const { live, desired } = input
  const { replicas: current = 0, readyReplicas: ready = 0 } = live?.status ?? {}
  const placed = placedGroups(input)
  return {
    placed,
    ready: readyGroups(input, placed),
    replicas: { current, desired, ready, available: ready },
    ...(placed.status === 'False' && input.standing ? { queue: columnWords(input.standing) } : {}),
  }
}

/** The LeaderWorkerSet was written a while ago, and its controller has not looked at it. */
export function isUnobserved({ live, now }: Pick<GroupRunningInput, 'live' | 'now'>): boolean {
  if (live === undefined || live.status?.observedGeneration !== undefined) return false
  const { creationTimestamp = '' } = live.metadata
  return now.getTime() - Date.parse(creationTimestamp) > observedSeconds * 1000
}

function placedGroups(input: GroupRunningInput): Finding {
  const { candidate, desired, groups, plan, pods, isQueued, live } = input
  const { nodes: size = 1 } = candidate
  if (desired === 0) return finding('True', 'ScaledToZero', 'no replica is wanted')
  const whole = [...groups.values()].filter((group) => group.index < desired && isWhole(group, size))
  if (whole.length >= desired) return finding('True', 'Scheduled', 'every group has its nodes')
  if (isQueued) return finding('Unknown', 'Queued', 'waits for Kueue to admit its LeaderWorkerSet')
  const who = desired > 1 ? `${desired - whole.length} of ${desired} groups wait: ` : ''
  if (plan.waits.length > 0)
    return no(input.standing ? waitingReason(input.standing) : 'NoCapacity', who + needs(input))
  if (plan.reserved.length > 0)
    return finding('Unknown', 'Reserved', 'nodes were chosen, and the pods are on their way to them')
  if (plan.retry !== undefined)
    return no('NotBound', `${who}a group was taken down and is tried again: ${plan.retry.message}`)
  if (live === undefined) return finding('Unknown', 'NotCreated', 'nothing has been created yet')
  if (pods.pods === 0)
    return finding(
      'Unknown',
      'NoPods',
      'its LeaderWorkerSet has made no pods yet; a quota may keep it from it',
    )
  return finding('Unknown', 'Scheduling', 'not every pod is there yet')
}

/** `needs 2 nodes with 8 MI300X each, all at once; the fullest-free node has 5; 3 workloads hold the rest; 1st of 2 in the queue`. */
function needs({ candidate, standing }: GroupRunningInput): string {
  const { accelerator, partition, gpuCount, nodes = 1 } = candidate
  const devices = partition === undefined ? accelerator : `${accelerator} ${partition} devices`
  const wanted = `needs ${nodes} nodes with ${gpuCount / nodes} ${devices} each, all at once`
  return `${wanted}; ${standing === undefined ? 'it is placed as soon as they are free' : standingWords(standing)}`
}

function readyGroups(input: GroupRunningInput, placed: Finding): Finding {
  const { live, desired, refused, pods, stuck } = input
  if (refused !== undefined) return no(refused.reason, refused.message)
  if (desired === 0) return no('ScaledToZero', 'no replica is wanted, so nothing answers')
  if (live === undefined) {
    return placed.status === 'False'
      ? no('WaitingForPlace', `not every group has its nodes: ${placed.reason}`)
      : no('NotCreated', 'nothing has been created yet')
  }
  const { status = {}, metadata } = live
  const isCurrent = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0)
  const { readyReplicas: ready = 0, updatedReplicas: updated = 0 } = status
  if (isCurrent && updated >= desired && ready >= desired)
    return finding('True', 'Serving', desired === 1 ? 'the group answers' : 'every group answers')
  if (isUnobserved(input))
    return no(
      'LeaderWorkerSetUnavailable',
      'the controller of LeaderWorkerSet has not looked at the object: see whether it runs (namespace lws-system)',
    )
  if (stuck !== undefined)
    return no('RolloutStuck', pods.trouble ? `${stuck}. ${failureWords(pods.trouble)}` : stuck)
  if (pods.trouble !== undefined) return no(pods.trouble.reason, failureWords(pods.trouble))
  if (placed.status === 'False')
    return no('WaitingForPlace', `not every group has its nodes: ${placed.reason}`)
  if (!isCurrent || (ready > 0 && updated < desired)) return no('RollingOut', 'a change is rolling out')
  if (placed.status === 'Unknown') return no('Scheduling', 'not every group has its nodes yet')
  const minutes = Math.ceil(input.startUpSeconds / 60)
  return no('Starting', `the engine reads its weights and compiles; it has ${minutes} minutes for it`)
}
