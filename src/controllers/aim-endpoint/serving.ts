/**
 * Condition `Ready`: whether every replica answers, and if not, what stands in the way.
 * @module
 */
import { failureReasons, failureWords } from '../failures/failure.ts'
import type { DeploymentChild } from './child.ts'
import { type Finding, no } from './finding.ts'
import type { PodSummary } from './pods.ts'

export interface ServingInput {
  readonly deployment: DeploymentChild | undefined
  readonly desired: number
  readonly pods: PodSummary
  readonly placed: Finding
  /** A child that the API server refused. */
  readonly refused?: Refusal
  /** How long an engine may take to start, seconds. */
  readonly startUpSeconds?: number
}

/** A child that could not be made: its name is somebody else's, the API server said no, or what serves its kind is away. */
export interface Refusal {
  readonly reason: 'NameTaken' | 'ChildRefused' | 'LeaderWorkerSetUnavailable'
  readonly message: string
}

/** Reasons of `Ready` for which waiting alone will not help. */
export const troubles: ReadonlySet<string> = new Set([
  'NameTaken',
  'ChildRefused',
  'PodsRefused',
  'LeaderWorkerSetUnavailable',
  'RolloutStuck',
  ...failureReasons,
])

export function serving(input: ServingInput): Finding {
  const { deployment, desired, pods, refused } = input
  if (refused !== undefined) return no(refused.reason, refused.message)
  if (deployment === undefined) return no('NotCreated', 'nothing has been created yet')
  if (desired === 0) return no('ScaledToZero', 'no replica is wanted, so nothing answers')
  const { status = {}, metadata } = deployment
  const isCurrent = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0)
  const ready = status.readyReplicas ?? 0
  const updated = status.updatedReplicas ?? 0
  if (isCurrent && updated >= desired && ready >= desired)
    return {
      status: 'True',
      reason: 'Serving',
      message: desired === 1 ? 'the engine answers' : 'every replica answers',
    }
  if (pods.trouble !== undefined) return no(pods.trouble.reason, failureWords(pods.trouble))
  if (input.placed.reason === 'PodsRefused') return no('PodsRefused', input.placed.message)
  if (input.placed.status === 'False')
    return no('WaitingForPlace', `not every replica has a node: ${input.placed.reason}`)
  if (!isCurrent || (ready > 0 && updated < desired)) return no('RollingOut', 'a change is rolling out')
  if (input.placed.status === 'Unknown') return no('Scheduling', 'not every replica has a node yet')
  const minutes = Math.ceil((input.startUpSeconds ?? 0) / 60)
  return no('Starting', `the engine reads its weights and compiles; it has ${minutes} minutes for it`)
}
