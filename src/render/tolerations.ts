/**
 * Tolerations: the user's, and the taint that keeps work without GPUs off GPU nodes.
 * @module
 */
import type { Toleration } from '../api/intent.ts'

/** Sites write `amd.com/gpu:NoSchedule` with any value, so that only pods that use GPUs come. These do. */
const gpuNodes: Toleration = { key: 'amd.com/gpu', operator: 'Exists', effect: 'NoSchedule' }

export function tolerations(asked: readonly Toleration[] = []): Toleration[] {
  const covered = asked.some(
    (toleration) =>
      toleration.operator === 'Exists' &&
      (toleration.key === undefined || toleration.key === gpuNodes.key) &&
      (toleration.effect === undefined || toleration.effect === gpuNodes.effect),
  )
  return covered ? [...asked] : [...asked, gpuNodes]
}
