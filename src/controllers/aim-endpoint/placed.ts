/**
 * Condition `Placed`: whether every replica has a node, and if not, what it waits for.
 * @module
 */
import type { Candidate, Capacity } from '../../decide/decision.ts'
import { kueuePrefix } from '../../render/kueue.ts'
import { failureWords } from '../failures/failure.ts'
import type { LinePlace } from '../queue/serving-line.ts'
import { holdersWords, noCapacity, nothingFreesUp, placeWords } from '../queue/standing.ts'
import type { DeploymentChild } from './child.ts'
import { type Finding, finding } from './finding.ts'
import type { PodSummary } from './pods.ts'

export interface PlacedInput {
  readonly deployment: DeploymentChild | undefined
  readonly desired: number
  readonly pods: PodSummary
  readonly candidate: Candidate | undefined
  readonly capacity: Capacity | undefined
  /** Its place among those that wait for the same. */
  readonly line?: LinePlace
}

/** Longest text of the scheduler that is repeated. */
const maxWords = 400

function needsOf(candidate: Candidate): string {
  const devices =
    candidate.partition === undefined
      ? candidate.accelerator
      : `${candidate.accelerator} ${candidate.partition} devices`
  return `needs ${candidate.gpuCount} ${devices} on one node`
}

/** `the fullest-free node has 5; 3 workloads hold the rest`. */
function obstacle(candidate: Candidate, capacity: Capacity): readonly string[] {
  if (capacity.nodes === 0) return [`no node with ${candidate.accelerator} takes pods now`]
  return [
    `the fullest-free node has ${capacity.mostFreeOnOneNode}`,
    holdersWords(capacity.holders),
    ...(capacity.freesUp ? [] : [nothingFreesUp]),
  ]
}

/** Who waits alone is in no line. */
function lineWords({ accelerator }: Candidate, line: LinePlace | undefined): readonly string[] {
  if (line === undefined || line.of === 1) return []
  return [
    `${placeWords(line)} that wait for ${accelerator}, and the scheduler takes the first it finds room for`,
  ]
}

/** What a table has room for: its place, and whether waiting alone will not do. `undefined` of what does not wait for GPUs. */
export function queueColumn(
  { status, reason }: Finding,
  { capacity, line }: Pick<PlacedInput, 'capacity' | 'line'>,
): string | undefined {
  if (status !== 'False' || reason !== noCapacity || line === undefined) return undefined
  const isHopeless = capacity !== undefined && capacity.nodes > 0 && !capacity.freesUp
  return isHopeless ? `${placeWords(line)}; nothing frees up` : placeWords(line)
}

function waiting(input: PlacedInput): Finding {
  const { pods, desired, candidate, capacity } = input
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
  const lacking = (...words: readonly string[]) =>
    no(noCapacity, [needsOf(candidate), ...words, ...lineWords(candidate, input.line)].join('; '))
  if (capacity.nodesWithRoom === 0) return lacking(...obstacle(candidate, capacity))
  // The scheduler may be ahead of our count, and it alone knows every taint and selector.
  if (words.includes(`Insufficient ${candidate.resource}`))
    return lacking('no node that it may use has them free')
  return barred ?? no('Unschedulable', `there are nodes with free GPUs, but the scheduler says: ${words}`)
}

/** Serving pods have no gate of ours. */
function heldBack(gate: string): Finding {
  return gate.startsWith(kueuePrefix)
    ? finding('Unknown', 'Queued', 'waits for Kueue to admit its pods')
    : finding(
        'Unknown',
        'HeldBack',
        `its pods are held back by scheduling gate ${gate} until whoever set it lets them go`,
      )
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
  if (pods.gate !== undefined) return heldBack(pods.gate)
  const refusal = refusedPods(deployment)
  if (refusal !== undefined)
    return { status: 'False', reason: 'PodsRefused', message: `pods cannot be created: ${refusal}` }
  return { status: 'Unknown', reason: 'Scheduling', message: 'the scheduler is looking for a place' }
}
