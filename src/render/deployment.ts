/**
 * Deployment `<name>`: the replicas of the engine.
 * @module
 */
import { type AIMEndpoint, fixedReplicas, toIntentRequest } from '../api/aim/endpoint.ts'
import type { Candidate } from '../decide/decision.ts'
import type { KnownCache } from '../inventory/known-caches.ts'
import { canonicalJson, prefix, shortHash } from '../vocabulary/names.ts'
import { childNames } from './child-names.ts'
import { childMetadata, present, type RenderedObject, selectorOf } from './object.ts'
import { type PodOptions, podTemplate } from './pod-template.ts'
import { checkpointBytes, startUpBudgetSeconds } from './start-up.ts'
import { strategy } from './strategy.ts'

export const deploymentAnnotations = {
  /** Version of fitgate that rendered the pod template, and a hash of what came of it: builds of one version may differ. */
  renderer: `${prefix}/renderer`,
  /** Hash of what the pod template was rendered from: the same inputs under another renderer roll no pods. */
  inputs: `${prefix}/inputs`,
  /** Present when an autoscaler owns the replicas. */
  autoscaled: `${prefix}/autoscaled`,
} as const

/** Old ReplicaSets kept for `rollout undo`. */
const revisionHistory = 3

/** Time for images of 20 GB and for a GPU to come free, on top of the start-up budget, before a roll-out is called stuck, seconds. */
export const progressSlackSeconds = 1800

/**
 * Hash of everything the pod template and the configuration follow from. Fields that only touch other objects are left out, so that
 * changing them never looks like a reason to roll; a field nobody listed here counts as one.
 */
export function templateInputs(endpoint: AIMEndpoint, candidate: Candidate, pod?: PodOptions): string {
  const { replicas: _replicas, scaling: _scaling, deployment: _deployment, service, ...rest } = endpoint.spec
  return shortHash(
    canonicalJson({
      spec: rest,
      targetPort: service?.targetPort,
      candidate,
      name: endpoint.metadata.name,
      pod,
    }),
    16,
  )
}

/** @param template everything that restarts pods when it changes */
export function rendererOf(version: string, template: unknown): string {
  return `${version}-${shortHash(canonicalJson(template), 8)}`
}

export function renderDeployment(
  endpoint: AIMEndpoint,
  candidate: Candidate,
  version: string,
  pod?: PodOptions,
  cache?: KnownCache,
): RenderedObject {
  const { spec } = endpoint
  const modelId = toIntentRequest(endpoint).intent.model.id
  const template = podTemplate(endpoint, candidate, pod, cache)
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: childMetadata(
      endpoint,
      childNames(endpoint.metadata.name).deployment,
      candidate.engine.backend,
      {
        [deploymentAnnotations.renderer]: rendererOf(version, template),
        [deploymentAnnotations.inputs]: templateInputs(endpoint, candidate, pod),
        ...(fixedReplicas(spec) === undefined ? { [deploymentAnnotations.autoscaled]: 'true' } : {}),
      },
    ),
    spec: present({
      replicas: fixedReplicas(spec),
      selector: { matchLabels: selectorOf(endpoint) },
      strategy: strategy(spec.deployment?.strategy),
      revisionHistoryLimit: revisionHistory,
      progressDeadlineSeconds:
        startUpBudgetSeconds(checkpointBytes(modelId, candidate)) + progressSlackSeconds,
      template,
    }),
  }
}
