/**
 * The pod that runs the engine.
 * @module
 */
import { type AIMEndpoint, cacheOf, toIntentRequest } from '../api/aim/endpoint.ts'
import { claimOf } from '../api/cache/reference.ts'
import type { Quantity } from '../api/fields/quantity.ts'
import type { Candidate } from '../decide/decision.ts'
import { engineCommand } from '../engines/write.ts'
import { nodeAffinity } from '../inventory/affinity.ts'
import type { KnownCache } from '../inventory/known-caches.ts'
import { annotations, shortHash } from '../vocabulary/names.ts'
import { childNames } from './child-names.ts'
import { engineConfig } from './config-map.ts'
import { containerResources } from './container-resources.ts'
import { environment } from './env.ts'
import { holdersOf, isReadOnly, keptTogether, offline } from './filled-cache.ts'
import { childLabels, present, selectorOf } from './object.ts'
import { configPath, defaultPort } from './paths.ts'
import { hasCache } from './persistent-volume-claim.ts'
import { probes } from './probes.ts'
import { scrapeAnnotations } from './scrape.ts'
import { podSecurityContext, serviceAccountName } from './security.ts'
import { checkpointBytes, mediumOf, startUpBudgetSeconds } from './start-up.ts'
import { tolerations } from './tolerations.ts'
import { volumeMounts, volumes } from './volumes.ts'

/** The one container; its name is the upstream operator's. */
export const engineContainer = 'aim-server'

/** Requests in flight get this long to finish, seconds; an answer of a few thousand tokens takes a minute or two. */
export const terminationGraceSeconds = 120

/** Time for the endpoint's removal to reach every proxy before the engine stops listening, seconds. */
export const drainSeconds = 5

/** What one kind of pod has beyond, or instead of, what every pod of an endpoint has. */
export interface PodOptions {
  /** Default: the engine with its configuration file. */
  readonly command?: readonly string[]
  /** False: it computes for another pod, which answers the requests; nothing is asked of it. Default true. */
  readonly serves?: boolean
  /** A claim with the model files that somebody else keeps; it is read only, unless engines may write what is missing. */
  readonly modelClaim?: { readonly name: string; readonly readOnly: boolean; readonly writable?: true }
  /** Size of /dev/shm. Default by the GPUs of the pod. */
  readonly sharedMemory?: Quantity
  /** Extended resources beside the GPUs, requests and limits alike. */
  readonly devices?: Readonly<Record<string, string>>
  /** Linux capabilities the container needs. */
  readonly capabilities?: readonly string[]
  /** Pods that it shares no node with. */
  readonly podAntiAffinity?: object
  /** A scheduling gate: it gets no node before somebody lifts it. */
  readonly gate?: string
}

/** Required affinity to nodes with the accelerator, preferred to those that hold the model; undefined where nothing tells. */
function affinity(
  candidate: Candidate,
  { podAntiAffinity }: PodOptions,
  cache: KnownCache | undefined,
  selector: Readonly<Record<string, string>>,
): object | undefined {
  const { required } = nodeAffinity([candidate])
  const preferred = holdersOf(cache)
  // pods of a group are on nodes of their own: no affinity could bring them together
  const podAffinity = podAntiAffinity === undefined ? keptTogether(cache, selector) : undefined
  if (required.length + preferred.length === 0 && podAntiAffinity === undefined && podAffinity === undefined)
    return undefined
  return present({
    nodeAffinity:
      required.length + preferred.length === 0
        ? undefined
        : present({
            requiredDuringSchedulingIgnoredDuringExecution:
              required.length === 0 ? undefined : { nodeSelectorTerms: required },
            preferredDuringSchedulingIgnoredDuringExecution: preferred.length === 0 ? undefined : preferred,
          }),
    podAffinity,
    podAntiAffinity,
  })
}

/** Probes and time to drain, of a pod that answers requests. */
function answering(port: number, startUpSeconds: number): object {
  return { ...probes(port, startUpSeconds), lifecycle: { preStop: { sleep: { seconds: drainSeconds } } } }
}

/** The claim with the model files, whose kind says it another way: options know those of InferenceServices. */
function modelClaimOf({ spec }: AIMEndpoint, { modelClaim }: PodOptions): PodOptions['modelClaim'] {
  const cache = cacheOf(spec)
  return cache === undefined ? modelClaim : { name: claimOf(cache), readOnly: true }
}

function resources(endpoint: AIMEndpoint, candidate: Candidate, { devices = {} }: PodOptions): object {
  const { requests, limits } = containerResources(candidate, endpoint.spec.resources)
  return { requests: { ...requests, ...devices }, limits: { ...limits, ...devices } }
}

function container(
  endpoint: AIMEndpoint,
  candidate: Candidate,
  pod: PodOptions,
  cache: KnownCache | undefined,
): object {
  const { spec } = endpoint
  const isFilled = isReadOnly(modelClaimOf(endpoint, pod))
  const { intent } = toIntentRequest(endpoint)
  const port = spec.service?.targetPort ?? defaultPort
  const answers = pod.serves !== false
  const startUpSeconds = startUpBudgetSeconds(
    checkpointBytes(intent.model.id, candidate),
    isFilled ? mediumOf(cache) : undefined,
  )
  return present({
    name: engineContainer,
    image: candidate.image,
    imagePullPolicy: spec.image?.pullPolicy,
    command: pod.command ?? engineCommand(candidate.engine, configPath),
    env: environment({
      candidate: { ...candidate, env: [...(isFilled ? offline : []), ...candidate.env] },
      modelId: intent.model.id,
      modelVersion: spec.model?.version,
      hubTokenSecret: spec.hubTokenSecret,
      startUpSeconds,
      ...(cache?.mountPath === undefined ? {} : { cacheFolder: cache.mountPath }),
      user: spec.env ?? [],
    }),
    ports: answers ? [{ name: 'http', containerPort: port, protocol: 'TCP' }] : undefined,
    resources: resources(endpoint, candidate, pod),
    volumeMounts: volumeMounts(cache?.mountPath),
    securityContext: pod.capabilities && { capabilities: { add: pod.capabilities } },
    ...(answers ? answering(port, startUpSeconds) : {}),
    // The last log lines of an engine that died are its reason; they land in the container's status.
    terminationMessagePolicy: 'FallbackToLogsOnError',
  })
}

/** @param cache what is known of the cache that it uses: it does not decide whether pods are made anew */
export function podTemplate(
  endpoint: AIMEndpoint,
  candidate: Candidate,
  pod: PodOptions = {},
  cache?: KnownCache,
): object {
  const { spec } = endpoint
  const modelClaim = modelClaimOf(endpoint, pod)
  const { name } = endpoint.metadata
  const names = childNames(name)
  const account = serviceAccountName(spec.security, names.serviceAccount)
  const pullSecrets = spec.image?.pullSecrets ?? []
  return {
    metadata: {
      labels: childLabels(endpoint, candidate.engine.backend),
      annotations: {
        [annotations.configHash]: shortHash(engineConfig(endpoint, candidate)),
        ...(pod.serves === false
          ? {}
          : scrapeAnnotations(spec.monitoring, spec.service?.targetPort ?? defaultPort)),
      },
    },
    spec: present({
      containers: [container(endpoint, candidate, pod, cache)],
      volumes: volumes({
        configMap: names.configMap,
        ...(modelClaim === undefined
          ? hasCache(spec)
            ? { volumeClaim: names.volumeClaim }
            : {}
          : { volumeClaim: modelClaim.name, readOnly: isReadOnly(modelClaim) }),
        gpuCount: candidate.gpuCount,
        ...(pod.sharedMemory === undefined ? {} : { sharedMemory: pod.sharedMemory }),
      }),
      affinity: affinity(candidate, pod, cache, selectorOf(endpoint)),
      schedulingGates: pod.gate === undefined ? undefined : [{ name: pod.gate }],
      nodeSelector: spec.nodeSelector,
      tolerations: tolerations(spec.tolerations),
      priorityClassName: spec.priorityClassName,
      serviceAccountName: account,
      automountServiceAccountToken: account !== undefined,
      imagePullSecrets:
        pullSecrets.length === 0 ? undefined : pullSecrets.map((secret) => ({ name: secret })),
      securityContext: podSecurityContext(spec.security),
      // A Service named `vllm` would inject VLLM_PORT=tcp://…, which stops the engine's start.
      enableServiceLinks: false,
      terminationGracePeriodSeconds: terminationGraceSeconds,
    }),
  }
}
