/**
 * Which objects are the policies' business at all.
 * @module
 */
import { aimEndpointKind } from '../src/api/aim/endpoint-kind.ts'
import { cacheKindOf } from '../src/api/caches.ts'
import { inferenceServiceKind } from '../src/api/inference/inference-service-kind.ts'
import { gpuWorkloadKind } from '../src/api/warp/workload-kind.ts'
import { isGpuResource } from '../src/vocabulary/gpu-resources.ts'
import { annotations } from '../src/vocabulary/names.ts'
import { deviceNames } from './devices.ts'
import { textOf } from './json.ts'
import type { PolicySubject } from './subject.ts'

/** It asks for AMD GPUs. */
export function asksForGpus({ pods }: PolicySubject): boolean {
  return pods.some(({ containers }) =>
    containers.some((container) => deviceNames(container).some(isGpuResource)),
  )
}

/** It carries the annotation that asks for a model. */
export function isAnnotated(subject: PolicySubject): boolean {
  return textOf(subject.annotations[annotations.model]) !== undefined
}

/** Annotated, and not yet completed: what is missing may still be added. */
export function isIncomplete(subject: PolicySubject): boolean {
  return isAnnotated(subject) && textOf(subject.annotations[annotations.decision]) === undefined
}

const ownKinds = [aimEndpointKind, gpuWorkloadKind, inferenceServiceKind]

/** One of our own kinds: its pods are ours to make. */
export function isOwnKind({ group, kind }: PolicySubject): boolean {
  return ownKinds.some((own) => own.group === group && own.kind === kind)
}

/** It keeps models, and runs none. */
export function isCache({ group, kind }: PolicySubject): boolean {
  return cacheKindOf(group, kind) !== undefined
}

/** Everything that brings models in: what runs them, and what keeps them. */
export function bringsModels(subject: PolicySubject): boolean {
  return isOurs(subject) || isCache(subject)
}

/** A plain workload that uses AMD GPUs, or will. */
export function isGpuWorkload(subject: PolicySubject): boolean {
  return asksForGpus(subject) || isAnnotated(subject)
}

/** Everything that runs, or will run, on AMD GPUs. */
export function isOurs(subject: PolicySubject): boolean {
  return isOwnKind(subject) || isGpuWorkload(subject)
}
