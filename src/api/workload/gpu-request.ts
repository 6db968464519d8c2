/**
 * The GPUs that a container asks for itself.
 * @module
 */
import { isCudaResource, isGpuResource } from '../../vocabulary/gpu-resources.ts'
import { countOf } from '../../vocabulary/quantity.ts'
import { formatPath } from '../field-path.ts'
import { type JsonObject, objectAt } from './json.ts'

export interface GpuRequest {
  /** `amd.com/gpu`. */
  readonly resource: string
  readonly count: number
  /** `spec.template.spec.containers[0].resources.limits["amd.com/gpu"]`. */
  readonly path: string
  /** It is NVIDIA's. */
  readonly cuda: boolean
}

/** GPU resources with a count above 0, limits before requests. */
export function gpuRequests(container: JsonObject, path: string): GpuRequest[] {
  const found = new Map<string, GpuRequest>()
  for (const side of ['limits', 'requests']) {
    for (const [resource, amount] of Object.entries(objectAt(container, ['resources', side]) ?? {})) {
      const cuda = isCudaResource(resource)
      if (found.has(resource) || !(cuda || isGpuResource(resource))) continue
      const count = typeof amount === 'string' || typeof amount === 'number' ? countOf(amount) : 0
      if (count > 0)
        found.set(resource, { resource, count, path: formatPath(path, ['resources', side, resource]), cuda })
    }
  }
  return [...found.values()]
}
