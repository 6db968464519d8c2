/**
 * Condition `Placed`: whether every replica has a node, and if not, what it waits for.
 * @module
 */
import type { Candidate, Capacity } from '../../decide/decision.ts'
import { failureWords } from '../failures/failure.ts'
import type { DeploymentChild } from './child.ts'
import type { Finding } from './finding.ts'
import type { PodSummary } from './pods.ts'

export interface PlacedInput {
  readonly deployment: DeploymentChild | undefined
  readonly desired: number
  readonly pods: PodSummary
  readonly candidate: Candidate | undefined
  readonly capacity: Capacity | undefined
}

/** Longest text of the scheduler that is repeated. */
const maxWords = 400

/** Exact where a person would count, coarse where only the size matters. */
function coarsely(count: number): string {
  for (const step of [1000, 100, 10]) if (count > step) return `more than ${step}`
  return String(count)
}

function needsOf(candidate: Candidate): string {
  const devices =
    candidate.partition === undefined
      ? candidate.accelerator
      : `${candidate.accelerator} ${candidate.partition} devices`
  return `needs ${candidate.gpuCount} ${devices} on one node`
}

/** `needs 8 MI300X on one node; the fullest-free node has 5; 3 workloads hold the rest`. */
function noCapacity(candidate: Candidate, capacity: Capacity): string {
  if (capacity.nodes === 0)
    return `${needsOf(candidate)}; no node with ${candidate.accelerator} takes pods now`
  const holders = `${coarsely(capacity.holders)} ${capacity.holders === 1 ? 'workload holds' : 'workloads hold'} the rest`
  const hopeless = capacity.freesUp ? '' : '; nothing will free up by itself, as what holds them does not end'
  return `${needsOf(candidate)}; the fullest-free node has ${capacity.mostFreeOnOneNode}; ${holders}${hopeless}`
}

function waiting({ pods, desired, candidate, capacity }: PlacedInput): Finding {
  const who = desired > 1 ? `${desired - pods.scheduled} of ${desired} replicas wait: ` : ''
  const words = pods.unschedulable?.slice(0, maxWords) ?? ''
  const no = (reason: string, message: string): Finding => ({
    status: 'False',
    reason,
    message: who + message,
  })
  const barred =
    pods.barred && no(pods.barred.reason, `${failureWords(pods.barred)}; the scheduler says: ${words}`)
  if (candidate === undefined || capacity === undefined)
    return barred ?? no('Unschedulable', `the scheduler says: ${words}`)
  if (capacity.nodesWithRoom === 0) return no('NoCapacity', noCapacity(candidate, capacity))
  // The scheduler may be ahead of our count, and it alone knows every taint and selector.
  if (words.includes(`Insufficient ${candidate.resource}`))
    return no('NoCapacity', `${needsOf(candidate)}; no node that this endpoint may use has them free`)
  return barred ?? no('Unschedulable', `there are nodes with free GPUs, but the scheduler says: ${words}`)
}

/** A refusal to make pods, such as a quota, as the Deployment controller reports it. */
export function refusedPods(deployment: DeploymentChild | undefined): string | undefined {
  const failure = deployment?.status?.conditions?.find(
    (condition) => condition.type === 'ReplicaFailure' && condition.status === 'True',
  )
  return failure?.message
}

export function placed(input: PlacedInput): Finding {
  const { deployment, desired, pods } = input
  if (deployment === undefined)
    return { status: 'Unknown', reason: 'NotCreated', message: 'nothing has been created yet' }
  if (desired === 0) return { status: 'True', reason: 'ScaledToZero', message: 'no replica is wanted' }
  if (pods.scheduled >= desired)
    return { status: 'True', reason: 'Scheduled', message: 'every replica has a node' }
  if (pods.unschedulable !== undefined) return waiting(input)
  const refusal = refusedPods(deployment)
  if (refusal !== undefined)
    return { status: 'False', reason: 'PodsRefused', message: `pods cannot be created: ${refusal}` }
  return { status: 'Unknown', reason: 'Scheduling', message: 'the scheduler is looking for a place' }
}
