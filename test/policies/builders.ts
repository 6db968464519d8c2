/**
 * Objects that read like sentences, and what an example of a policy is.
 * @module
 */

import type { Hardware } from '../../src/inventory/hardware.ts'
import type { PolicyConfig } from '../../src/inventory/policy-config.ts'
import type { ResourceQuotas } from '../../src/inventory/resource-quotas.ts'

export interface Example {
  /** After "does not mind" or "refuses". */
  readonly says: string
  readonly object: unknown
  /** What the platform set. */
  readonly config?: Partial<PolicyConfig>
  /** What ResourceQuotas say. */
  readonly resourceQuotas?: ResourceQuotas
  /** Default: nothing is known. */
  readonly hardware?: Hardware
  readonly operation?: 'CREATE' | 'UPDATE' | 'AUDIT'
  /** What stands beside it. */
  readonly related?: readonly unknown[]
  /** The API server itself refuses it, before any policy. */
  readonly invalid?: boolean
  /** It turns on what the CEL twin cannot know. */
  readonly onlyHere?: boolean
}

export interface BadExample extends Example {
  /** Paths of all violations, in order. */
  readonly at: readonly string[]
  /** What one of the messages or fixes says. */
  readonly words?: string
}

export interface Examples {
  readonly good: readonly Example[]
  readonly bad: readonly BadExample[]
}

type Fields = Readonly<Record<string, unknown>>

export const gpus = (count: number | string, resource = 'amd.com/gpu') => ({
  requests: { [resource]: count },
  limits: { [resource]: count },
})

/** A pinned vLLM container with one GPU. */
export const container = (over: Fields = {}) => ({
  name: 'engine',
  image: 'vllm/vllm-openai-rocm:v0.16.0',
  resources: gpus(1),
  ...over,
})

/** A container that asks for nothing. */
export const plain = (over: Fields = {}) => ({ name: 'helper', image: 'busybox:1.36', ...over })

/** A vLLM server with these words behind `vllm serve`. */
export const serving = (words: string, over: Fields = {}) =>
  container({ command: ['vllm', 'serve', ...words.split(' ')], ...over })

const metadata = { name: 'chat', namespace: 'team-a' }
const labels = { app: 'chat' }

export const podSpec = (containers: readonly unknown[] = [container()], over: Fields = {}) => ({
  containers,
  ...over,
})

const template = (spec: Fields) => ({ metadata: { labels }, spec })

export const pod = (spec: Fields = podSpec(), over: Fields = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { ...metadata, ...over },
  spec,
})

/** An AIMCache with this spec. */
export const cache = (spec: Fields = { modelId: 'Qwen/Qwen3-32B' }) => ({
  apiVersion: 'aim.engine.amd.com/v1alpha1',
  kind: 'AIMCache',
  metadata: { name: 'models', namespace: 'team-a' },
  spec,
})

export const deployment = (spec: Fields = podSpec(), over: Fields = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata,
  spec: { replicas: 1, selector: { matchLabels: labels }, template: template(spec), ...over },
})

export const statefulSet = (spec: Fields = podSpec(), over: Fields = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata,
  spec: {
    replicas: 1,
    serviceName: 'chat',
    selector: { matchLabels: labels },
    template: template(spec),
    ...over,
  },
})

export const daemonSet = (spec: Fields = podSpec()) => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata,
  spec: { selector: { matchLabels: labels }, template: template(spec) },
})

export const replicaSet = (spec: Fields = podSpec()) => ({ ...deployment(spec), kind: 'ReplicaSet' })

export const job = (spec: Fields = podSpec(), over: Fields = {}) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata,
  spec: { template: template({ restartPolicy: 'Never', ...spec }), ...over },
})

export const cronJob = (spec: Fields = podSpec()) => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata,
  spec: {
    schedule: '0 3 * * *',
    jobTemplate: { spec: { template: template({ restartPolicy: 'Never', ...spec }) } },
  },
})

export const group = (worker: Fields, leader?: Fields, over: Fields = {}) => ({
  apiVersion: 'leaderworkerset.x-k8s.io/v1',
  kind: 'LeaderWorkerSet',
  metadata,
  spec: {
    replicas: 1,
    leaderWorkerTemplate: {
      size: 2,
      ...(leader === undefined ? {} : { leaderTemplate: template(leader) }),
      workerTemplate: template(worker),
    },
    ...over,
  },
})

export const endpoint = (spec: Fields = {}) => ({
  apiVersion: 'aim.engine.amd.com/v1alpha1',
  kind: 'AIMEndpoint',
  metadata,
  spec: { model: { id: 'Qwen/Qwen3-32B' }, ...spec },
})

export const batch = (spec: Fields = {}) => ({
  apiVersion: 'gpu.warp.dev/v1alpha1',
  kind: 'GPUWorkload',
  metadata,
  spec: { modelName: 'Qwen/Qwen3-32B', gpuCount: 8, ...spec },
})

export const service = (spec: Fields = {}) => ({
  apiVersion: 'inference.ai/v1alpha1',
  kind: 'InferenceService',
  metadata,
  spec: { model: { name: 'Qwen/Qwen3-32B' }, ...spec },
})

export const budget = (spec: Fields) => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata,
  spec: { selector: { matchLabels: labels }, ...spec },
})

export const autoscaler = (kind: string, apiVersion: string) => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata,
  spec: { scaleTargetRef: { kind, apiVersion, name: 'chat' }, maxReplicas: 4 },
})

export const annotated = <T extends { readonly metadata: Fields }>(
  object: T,
  annotations: Readonly<Record<string, string>>,
): T => ({
  ...object,
  metadata: { ...object.metadata, annotations },
})
