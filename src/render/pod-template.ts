/**
 * The pod that runs the engine.
 * @module
 */
import { type AIMEndpoint, toIntentRequest } from '../api/aim/endpoint.ts'
import type { Candidate } from '../decide/decision.ts'
import { engineCommand } from '../engines/write.ts'
import { nodeAffinity } from '../inventory/affinity.ts'
import { annotations, shortHash } from '../vocabulary/names.ts'
import { childNames } from './child-names.ts'
import { engineConfig } from './config-map.ts'
import { containerResources } from './container-resources.ts'
import { environment } from './env.ts'
import { childLabels, present } from './object.ts'
import { configPath, defaultPort } from './paths.ts'
import { hasCache } from './persistent-volume-claim.ts'
import { probes } from './probes.ts'
import { scrapeAnnotations } from './scrape.ts'
import { podSecurityContext, serviceAccountName } from './security.ts'
import { checkpointBytes, startUpBudgetSeconds } from './start-up.ts'
import { tolerations } from './tolerations.ts'
import { volumeMounts, volumes } from './volumes.ts'

/** The one container; its name is the upstream operator's. */
export const engineContainer = 'aim-server'

/** Requests in flight get this long to finish, seconds; an answer of a few thousand tokens takes a minute or two. */
export const terminationGraceSeconds = 120

/** Time for the endpoint's removal to reach every proxy before the engine stops listening, seconds. */
export const drainSeconds = 5

/** Required affinity to nodes with the accelerator; undefined where no label tells. */
function affinity(candidate: Candidate): object | undefined {
  const { required } = nodeAffinity([candidate])
  if (required.length === 0) return undefined
  return {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: required } },
  }
}

function container(endpoint: AIMEndpoint, candidate: Candidate): object {
  const { spec } = endpoint
  const { intent } = toIntentRequest(endpoint)
  const port = spec.service?.targetPort ?? defaultPort
  const startUpSeconds = startUpBudgetSeconds(checkpointBytes(intent.model.id, candidate))
  return present({
    name: engineContainer,
    image: candidate.image,
    imagePullPolicy: spec.image?.pullPolicy,
    command: engineCommand(candidate.engine, configPath),
    env: environment({
      candidate,
      modelId: intent.model.id,
      modelVersion: spec.model?.version,
      hubTokenSecret: spec.hubTokenSecret,
      startUpSeconds,
      user: spec.env ?? [],
    }),
    ports: [{ name: 'http', containerPort: port, protocol: 'TCP' }],
    resources: containerResources(candidate, spec.resources),
    volumeMounts,
    ...probes(port, startUpSeconds),
    lifecycle: { preStop: { sleep: { seconds: drainSeconds } } },
    // The last log lines of an engine that died are its reason; they land in the container's status.
    terminationMessagePolicy: 'FallbackToLogsOnError',
  })
}

export function podTemplate(endpoint: AIMEndpoint, candidate: Candidate): object {
  const { spec } = endpoint
  const { name } = endpoint.metadata
  const names = childNames(name)
  const account = serviceAccountName(spec.security, names.serviceAccount)
  const pullSecrets = spec.image?.pullSecrets ?? []
  return {
    metadata: {
      labels: childLabels(endpoint, candidate.engine.backend),
      annotations: {
        [annotations.configHash]: shortHash(engineConfig(endpoint, candidate)),
        ...scrapeAnnotations(spec.monitoring, spec.service?.targetPort ?? defaultPort),
      },
    },
    spec: present({
      containers: [container(endpoint, candidate)],
      volumes: volumes({
        configMap: names.configMap,
        ...(hasCache(spec) ? { volumeClaim: names.volumeClaim } : {}),
        gpuCount: candidate.gpuCount,
      }),
      affinity: affinity(candidate),
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
