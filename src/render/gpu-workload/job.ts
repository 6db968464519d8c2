/**
 * The Job of one attempt at a GPUWorkload. It is made suspended; `let-go.ts` has the patch that narrows it to a node and lets it go.
 * @module
 */
import { type GPUWorkload, runsOwnProgram, toIntentRequest } from '../../api/warp/workload.ts'
import type { Candidate } from '../../decide/decision.ts'
import { batchCommand } from '../../engines/batch-command.ts'
import { nodeAffinity, type WantedDevice } from '../../inventory/affinity.ts'
import { reservationLabel } from '../../inventory/reservations.ts'
import { childName, labels, labelValue } from '../../vocabulary/names.ts'
import { containerResources } from '../container-resources.ts'
import { environment } from '../env.ts'
import { kueueLabels } from '../kueue.ts'
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
  readonly name: string
  /** Kinds of device it may run on. Default: that of the candidate. */
  readonly devices?: readonly WantedDevice[]
}

/**
 * `<name>-job-<uid8>`. Later attempts, and those after a change of the spec, have a number of their own behind it: no two are one object.
 *
 * @param attempt 0 for the first
 */
export function jobName({ metadata }: GPUWorkload, attempt: number): string {
  const { name, uid = '', generation = 1 } = metadata
  const changed = generation > 1 ? `-g${generation}` : ''
  return childName(name, `-job-${uid.slice(0, 8) || 'new'}${changed}${attempt === 0 ? '' : `-${attempt}`}`)
}

export function renderJob(input: JobInput): RenderedObject {
  const { workload, name } = input
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
      name,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      labels: { ...own, ...kueueLabels(metadata) },
      annotations: { [createdBy]: managedBy },
      ...(metadata.uid === undefined ? {} : { ownerReferences: [ownerOf(workload, metadata.uid)] }),
    },
    spec: {
      suspend: true,
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

function podSpec({ workload, candidate, devices = [candidate] }: JobInput): object {
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
    affinity: affinity(devices),
    nodeSelector: spec.nodeSelector,
    priorityClassName: spec.priorityClassName,
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

/** Nodes with one of the accelerators; undefined where no label tells. */
function affinity(devices: readonly WantedDevice[]): object | undefined {
  const { required } = nodeAffinity(devices)
  if (required.length === 0) return undefined
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: required } } }
}
