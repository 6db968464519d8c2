/**
 * LeaderWorkerSet `<name>-group`: replicas that are groups of pods on several nodes. The leader serves, the workers compute.
 * Source: API `leaderworkerset.x-k8s.io/v1` and pod webhook of LeaderWorkerSet 0.9.
 * @module
 */
import { type AIMEndpoint, fixedReplicas } from '../api/aim/endpoint.ts'
import type { Network } from '../catalog/network-profiles.ts'
import type { EnvironmentVariable } from '../catalog/recipe.ts'
import type { Candidate } from '../decide/decision.ts'
import { groupCommands, groupEnvironment } from '../engines/group-launch.ts'
import type { KnownCache } from '../inventory/known-caches.ts'
import { childNames } from './child-names.ts'
import { deploymentAnnotations, rendererOf, templateInputs } from './deployment.ts'
import type { ScaleTarget } from './horizontal-pod-autoscaler.ts'
import { childMetadata, present, type RenderedObject, selectorOf } from './object.ts'
import { configPath } from './paths.ts'
import { type PodOptions, podTemplate } from './pod-template.ts'

const apiVersion = 'leaderworkerset.x-k8s.io/v1'
const kind = 'LeaderWorkerSet'
const prefix = 'leaderworkerset.sigs.k8s.io'

/** Labels that pick the pods that answer requests. */
export const leaderLabels = { [`${prefix}/worker-index`]: '0' } as const

export interface GroupInput {
  readonly endpoint: AIMEndpoint
  /** A plan with `nodes`. */
  readonly candidate: Candidate
  /** Version of fitgate, written on the object. */
  readonly version: string
  /** What pods of the owner have beyond those of an AIMEndpoint. */
  readonly pod?: PodOptions
  /** The network between the nodes. Absent: RCCL is told nothing, and finds what the pods have. */
  readonly network?: Network | undefined
  /** Node label whose every value is used by one group at most. */
  readonly exclusiveTopology?: string
  /** A whole group has room beside those that run. Default false: a group goes before its successor comes. */
  readonly surge?: boolean | undefined
  /** What is known of the cache that its owner names. */
  readonly cache?: KnownCache | undefined
}

/** For the autoscaler: it counts groups. */
export function groupScaleTarget({ metadata }: AIMEndpoint): ScaleTarget {
  return { apiVersion, kind, name: childNames(metadata.name).group }
}

export function renderLeaderWorkerSet(input: GroupInput): RenderedObject {
  const { endpoint, candidate, version, network, exclusiveTopology, surge = false, cache } = input
  const { nodes = 1, engine, settings } = candidate
  const member = memberOf(candidate, network)
  const pod = memberPod(input)
  const { leader, worker } = groupCommands(engine, settings, configPath, nodes)
  const template = {
    size: nodes,
    // ranks cannot rejoin, so all start anew; but a pod that fails before all have started hits no other
    restartPolicy: 'RecreateGroupAfterStart',
    leaderTemplate: podTemplate(endpoint, member, { ...pod, command: leader }, cache),
    workerTemplate: podTemplate(endpoint, member, { ...pod, command: worker, serves: false }, cache),
  }
  return {
    apiVersion,
    kind,
    metadata: childMetadata(endpoint, childNames(endpoint.metadata.name).group, engine.backend, {
      [deploymentAnnotations.renderer]: rendererOf(version, template),
      [deploymentAnnotations.inputs]: templateInputs(endpoint, member, pod),
      ...(fixedReplicas(endpoint.spec) === undefined ? { [deploymentAnnotations.autoscaled]: 'true' } : {}),
      ...(exclusiveTopology === undefined ? {} : { [`${prefix}/exclusive-topology`]: exclusiveTopology }),
    }),
    spec: present({
      replicas: fixedReplicas(endpoint.spec),
      startupPolicy: 'LeaderCreated',
      rolloutStrategy: {
        type: 'RollingUpdate',
        rollingUpdateConfiguration: { maxSurge: surge ? 1 : 0, maxUnavailable: surge ? 0 : 1 },
      },
      leaderWorkerTemplate: template,
    }),
  }
}

/** The plan of one pod: its devices, and what RCCL and the engine must know of the group, before what people set. */
function memberOf(candidate: Candidate, network: Network | undefined): Candidate {
  const { nodes = 1, gpuCount, engine, env } = candidate
  const ofNetwork = Object.entries(network?.env ?? {}).map(
    ([name, value]): EnvironmentVariable => ({ name, value }),
  )
  return {
    ...candidate,
    gpuCount: gpuCount / nodes,
    env: [...groupEnvironment(engine), ...ofNetwork, ...env],
  }
}

function memberPod({ endpoint, candidate, pod, network }: GroupInput): PodOptions {
  const { nodes = 1, gpuCount, gpusPerNode } = candidate
  const share = gpuCount / nodes
  const { cardResource } = network ?? {}
  return {
    ...pod,
    ...(cardResource === undefined ? {} : { devices: { [cardResource]: String(share) } }),
    // cards write to memory by themselves, so it must be locked
    ...(network === undefined ? {} : { capabilities: ['IPC_LOCK'] }),
    ...(share * 2 > gpusPerNode ? {} : { podAntiAffinity: apartFrom(endpoint) }),
  }
}

/** A node with room for two members of a group gets one. */
function apartFrom(endpoint: AIMEndpoint): object {
  return {
    requiredDuringSchedulingIgnoredDuringExecution: [
      {
        labelSelector: { matchLabels: selectorOf(endpoint) },
        matchLabelKeys: [`${prefix}/group-key`],
        topologyKey: 'kubernetes.io/hostname',
      },
    ],
  }
}
