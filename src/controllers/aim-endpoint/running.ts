/**
 * What runs, in a few words: whether every replica has its place and answers, and how many do.
 * @module
 */
import { type AIMEndpoint, fixedReplicas } from '../../api/aim/endpoint.ts'
import type { Candidate, Capacity } from '../../decide/decision.ts'
import { childNames } from '../../render/child-names.ts'
import { checkpointBytes, startUpBudgetSeconds } from '../../render/start-up.ts'
import type { LinePlace } from '../queue/serving-line.ts'
import { type Child, findChild } from './child.ts'
import type { Finding } from './finding.ts'
import { placed, queueColumn } from './placed.ts'
import type { PodSummary } from './pods.ts'
import { type Refusal, serving } from './serving.ts'

/** Replicas by how far they are. */
export interface ReplicaCounts {
  readonly current: number
  readonly desired: number
  readonly ready: number
  readonly available: number
}

export interface Running {
  readonly placed: Finding
  readonly ready: Finding
  readonly replicas: ReplicaCounts
  /** How one stands that waits for GPUs, as a column has room for. */
  readonly queue?: string
}

export interface DeploymentInput {
  readonly endpoint: AIMEndpoint
  readonly modelId: string
  readonly candidate: Candidate | undefined
  readonly capacity: Capacity | undefined
  readonly live: readonly Child[]
  readonly pods: PodSummary
  readonly refused?: Refusal
  /** Its place among those that wait for the same. */
  readonly line?: LinePlace
}

/** Replicas of one pod each, under a Deployment. */
export function runningDeployment(input: DeploymentInput): Running {
  const { endpoint, modelId, candidate, capacity, live, pods, refused, line } = input
  const { metadata, spec } = endpoint
  const deployment = findChild(live, 'Deployment', childNames(metadata.name).deployment)
  const { replicas: current = 0, readyReplicas = 0, availableReplicas = 0 } = deployment?.status ?? {}
  const desired = deployment?.spec.replicas ?? fixedReplicas(spec) ?? spec.scaling?.minReplicas ?? 1
  const place = placed({ deployment, desired, pods, candidate, capacity, ...(line && { line }) })
  const queue = queueColumn(place, { capacity, ...(line && { line }) })
  const ready = serving({
    deployment,
    desired,
    pods,
    placed: place,
    refused,
    startUpSeconds: candidate && startUpBudgetSeconds(checkpointBytes(modelId, candidate)),
  })
  return {
    placed: place,
    ready,
    replicas: { current, desired, ready: readyReplicas, available: availableReplicas },
    ...(queue === undefined ? {} : { queue }),
  }
}
