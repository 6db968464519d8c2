/**
 * GPUWorkload: its types, the way from an unknown object to one, and what it wants of the model's engine.
 * @module
 */
import type { z } from 'zod'
import type { FieldError } from '../../vocabulary/field-error.ts'
import { parsePrecision } from '../../vocabulary/precision.ts'
import { fitModeOf, fitModeProblems } from '../fit-annotation.ts'
import type { IntentRequest } from '../intent.ts'
import type { ApiObject, DeepReadonly } from '../object.ts'
import { parseObject, parseStatus } from '../parse-object.ts'
import { group } from './group.ts'
import { gpuWorkloadKind } from './workload-kind.ts'
import { type GPUWorkloadSpec, runsOwnProgram } from './workload-spec.ts'
import { gpuWorkloadStatus } from './workload-status.ts'

export { type GPUWorkloadSpec, type Priority, priorities, runsOwnProgram } from './workload-spec.ts'
export { type WorkloadPhase, workloadPhases } from './workload-status.ts'

export type GPUWorkloadStatus = DeepReadonly<z.infer<typeof gpuWorkloadStatus>>
export type GPUWorkload = ApiObject<GPUWorkloadSpec, GPUWorkloadStatus>

export interface ParsedGPUWorkload {
  /** Absent when there are errors. */
  readonly workload?: GPUWorkload
  /** All problems at once, with whole paths. */
  readonly errors: FieldError[]
  /** Fields nobody knows, which the API server drops. */
  readonly warnings: FieldError[]
}

/** Understands an object as the user wrote it; `apiVersion` and `kind` were looked at by whoever called. */
export function parseGPUWorkload(object: unknown): ParsedGPUWorkload {
  const { metadata, spec, errors, warnings } = parseObject(gpuWorkloadKind, object)
  const all = [...errors, ...fitModeProblems(metadata)]
  if (spec === undefined || all.length > 0) return { errors: all, warnings }
  const status = parseStatus(gpuWorkloadStatus, object)
  return {
    workload: {
      apiVersion: `${group}/${gpuWorkloadKind.version.name}`,
      kind: gpuWorkloadKind.kind,
      metadata,
      spec,
      ...(status === undefined ? {} : { status }),
    },
    errors: all,
    warnings,
  }
}

/** What a parsed workload wants. Of a program of the user's own nothing is known, so nothing is decided but where it runs. */
export function toIntentRequest({ kind, metadata, spec }: GPUWorkload): IntentRequest {
  const { modelName, gpuCount, precision, maxModelLen, engineArgs = [], image } = spec
  const canonical = precision === undefined ? undefined : parsePrecision(precision)
  const fit = fitModeOf(metadata)
  return {
    kind,
    name: metadata.name,
    namespace: metadata.namespace ?? 'default',
    intent: {
      model: { id: modelName },
      ...(canonical === undefined ? {} : { precision: canonical }),
      // the batch runner is vLLM's
      backend: 'vllm',
      objective: 'throughput',
      gpuCount,
      exactGpuCount: true,
      ...(maxModelLen === undefined ? {} : { maxModelLen }),
      engineArgs,
      ...(image === undefined ? {} : { image }),
      nodeSelector: spec.nodeSelector ?? {},
      tolerations: spec.tolerations ?? [],
    },
    paths: {
      model: 'spec.modelName',
      gpuCount: 'spec.gpuCount',
      precision: 'spec.precision',
      backend: 'spec.engineArgs',
      recipe: 'spec.modelName',
      maxModelLen: 'spec.maxModelLen',
      engineArgs: 'spec.engineArgs',
      image: 'spec.image',
      nodeSelector: 'spec.nodeSelector',
    },
    replicas: 1,
    ...(fit === undefined ? {} : { fit }),
    ...(spec.env === undefined ? {} : { env: spec.env }),
    ...(runsOwnProgram(spec)
      ? {
          unseen: { path: spec.command ? 'spec.command' : 'spec.image', why: 'it runs a program of its own' },
        }
      : {}),
  }
}
