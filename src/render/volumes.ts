/**
 * Volumes of the pod: configuration, model files, shared memory.
 * @module
 */
import type { Quantity } from '../api/fields/quantity.ts'
import { cacheFolder, configFolder, sharedMemoryFolder } from './paths.ts'

export interface VolumesInput {
  readonly configMap: string
  /** The claim of the model cache; absent: files live as long as the pod, and survive restarts of the container. */
  readonly volumeClaim?: string
  /** Nothing is written to the claim. */
  readonly readOnly?: boolean
  readonly gpuCount: number
  /** Size of /dev/shm; default by the GPUs. */
  readonly sharedMemory?: Quantity
}

/** RCCL needs 16 to 64 GiB with 8 GPUs; a memory-backed volume takes nothing until it is written. */
const sharedMemoryGiBPerGPU = 8
const sharedMemoryMaxGiB = 64

/** Size of the memory-backed volume at /dev/shm. */
export function sharedMemorySize(gpuCount: number): string {
  return `${Math.min(sharedMemoryGiBPerGPU * gpuCount, sharedMemoryMaxGiB)}Gi`
}

export function volumes(input: VolumesInput): object[] {
  const { configMap, volumeClaim, readOnly, gpuCount, sharedMemory } = input
  return [
    { name: 'config', configMap: { name: configMap } },
    {
      name: 'cache',
      ...(volumeClaim === undefined
        ? { emptyDir: {} }
        : { persistentVolumeClaim: { claimName: volumeClaim, ...(readOnly ? { readOnly } : {}) } }),
    },
    {
      name: 'shared-memory',
      emptyDir: { medium: 'Memory', sizeLimit: String(sharedMemory ?? sharedMemorySize(gpuCount)) },
    },
  ]
}

/** @param cache where the model files are seen */
export function volumeMounts(cache: string = cacheFolder): readonly object[] {
  return [
    { name: 'config', mountPath: configFolder, readOnly: true },
    { name: 'cache', mountPath: cache },
    { name: 'shared-memory', mountPath: sharedMemoryFolder },
  ]
}
