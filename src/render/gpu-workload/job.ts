/**
 * The Job of one attempt at a GPUWorkload. It is made suspended; the same object, narrowed to a node, lets it go.
 * @module
 */
import { type GPUWorkload, runsOwnProgram, toIntentRequest } from '../../api/warp/workload.ts'
import type { Candidate } from '../../decide/decision.ts'
import { batchCommand } from '../../engines/batch-command.ts'
import type { NodeSelectorTerm } from '../../inventory/affinity.ts'
import { nodeAffinity } from '../../inventory/affinity.ts'
import { reservationLabel } from '../../inventory/reservations.ts'
import { childName, labels, labelValue } from '../../vocabulary/names.ts'
import { containerResources } from '../container-resources.ts'
import { environment } from '../env.ts'
import { managedBy, present, type RenderedObject } from '../object.ts'
import { cacheFolder, sharedMemoryFolder } from '../paths.ts'
import { checkpointBytes, startUpBudgetSeconds } from '../start-up.ts'
import { tolerations } from '../tolerations.ts'
import { sharedMemorySize } from '../volumes.ts'

/** The value of the `fitgate.dev/owner` label on Jobs of GPUWorkloads and their pods. */
export const gpuWorkloadOwner = 'gpuworkload'

/** Names of the upstream project. */
export const warpLabels = {
  workload: 'gpu.warp.dev/workload',
  controller: 'gpu.warp.dev/controller',
} as const
const createdBy = 'gpu.warp.dev/created-by'

export interface JobInput {
  readonly workload: GPUWorkload
  /** What runs and on which kind of device; of a program of the user's own, only devices and defaults count. */
  readonly candidate: Candidate
  /** 0 for the first. */
  readonly attempt: number
  /** The node that was chosen; absent: suspended still. */
  readonly node?: string
}

/** `<name>-job-<uid8>`; later attempts have their number behind it, so that no two are one object. */
export function jobName({ metadata }: GPUWorkload, attempt: number): string {
  const suffix = `-job-${(metadata.uid ?? '').slice(0, 8) || 'new'}`
  return childName(metadata.name, attempt === 0 ? suffix : `${suffix}-${attempt}`)
}

export function renderJob(input: JobInput): RenderedObject {
  const { workload, attempt, node } = input
  const { metadata, spec } = workload
  const own = {
    [labels.managedBy]: managedBy,
    [labels.owner]: gpuWorkloadOwner,
    [labels.instance]: labelValue(metadata.name),
    [warpLabels.workload]: labelValue(metadata.name),
    [warpLabels.controller]: managedBy,
  }
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: jobName(workload, attempt),
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      labels: own,
      annotations: { [createdBy]: managedBy },
      ...(metadata.uid === undefined ? {} : { ownerReferences: [ownerOf(workload, metadata.uid)] }),
    },
    spec: {
      suspend: node === undefined,
      parallelism: 1,
      completions: 1,
      // an attempt that failed is tried again by the workload, with its own patience and a node chosen anew
      backoffLimit: 0,
      ttlSecondsAfterFinished: spec.ttlSecondsAfterFinished,
      template: {
        metadata: {
          labels: {
            ...own,
            app: labelValue(spec.modelName) || managedBy,
            ...(metadata.uid === undefined ? {} : { [reservationLabel]: metadata.uid }),
          },
        },
        spec: podSpec(input),
      },
    },
  }
}

function ownerOf({ apiVersion, kind, metadata }: GPUWorkload, uid: string) {
  const { name } = metadata
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true } as const
}

function podSpec({ workload, candidate, node }: JobInput): object {
  const { spec } = workload
  return present({
    restartPolicy: 'Never',
    containers: [container(workload, candidate)],
    volumes: [
      { name: 'cache', emptyDir: {} },
      {
        name: 'shared-memory',
        emptyDir: { medium: 'Memory', sizeLimit: sharedMemorySize(candidate.gpuCount) },
      },
    ],
    affinity: affinity(candidate, node),
    nodeSelector: spec.nodeSelector,
    tolerations: tolerations(spec.tolerations),
    automountServiceAccountToken: false,
    enableServiceLinks: false,
  })
}

function container(workload: GPUWorkload, candidate: Candidate): object {
  const { spec } = workload
  const own = runsOwnProgram(spec)
  const { intent } = toIntentRequest(workload)
  const { env: recipeEnv, settings, engine } = candidate
  const startUpSeconds = startUpBudgetSeconds(checkpointBytes(intent.model.id, candidate))
  const user = [
    { name: 'MODEL_NAME', value: spec.modelName },
    { name: 'GPU_COUNT', value: String(spec.gpuCount) },
    ...(spec.env ?? []),
  ]
  const command = own
    ? spec.command
    : batchCommand(engine, { modelId: intent.model.id, settings, ...(spec.batch && { batch: spec.batch }) })
  return present({
    name: 'workload',
    image: own ? (spec.image ?? candidate.image) : candidate.image,
    command,
    args: own ? spec.args : undefined,
    env: own
      ? user.map((variable) => present({ ...variable }))
      : environment({
          candidate: { ...candidate, env: recipeEnv },
          modelId: intent.model.id,
          startUpSeconds,
          user,
        }),
    resources: containerResources(candidate),
    volumeMounts: [
      { name: 'cache', mountPath: cacheFolder },
      { name: 'shared-memory', mountPath: sharedMemoryFolder },
    ],
    terminationMessagePolicy: 'FallbackToLogsOnError',
  })
}

/** Nodes with the accelerator; with a node, that one of them. */
function affinity(candidate: Candidate, node: string | undefined): object | undefined {
  const { required } = nodeAffinity([candidate])
  const terms: readonly (NodeSelectorTerm | Record<string, never>)[] = required.length === 0 ? [{}] : required
  if (node === undefined && required.length === 0) return undefined
  const named = { matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }
  return {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: node === undefined ? required : terms.map((term) => ({ ...term, ...named })),
      },
    },
  }
}
