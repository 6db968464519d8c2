/**
 * What was made for NVIDIA GPUs and would not start, or would never be placed, on AMD ones.
 * @module
 */

import { formatPath } from '../../api/field-path.ts'
import { gpuRequests } from '../../api/workload/gpu-request.ts'
import { objectAt, textAt } from '../../api/workload/json.ts'
import type { Workload } from '../../api/workload/workload.ts'
import { acceleratorByName } from '../../catalog/accelerators.ts'
import { engineInstead, imageFor, isCudaImage } from '../../engines/images.ts'
import { annotations } from '../../vocabulary/names.ts'
import type { Finding } from './problem.ts'

const convert = `set the annotation ${annotations.convert}: cuda to have it rewritten`

/** Nothing for a workload that is to be converted. */
export function cudaProblems(workload: Workload): Finding[] {
  if (workload.settings.convertCuda) return []
  return [...imageProblems(workload), ...resourceProblems(workload), ...selectorProblems(workload)]
}

function imageProblems({ container, settings }: Workload): Finding[] {
  const image = textAt(container.value, ['image']) ?? ''
  if (!isCudaImage(image)) return []
  const [request] = gpuRequests(container.value, container.path).filter(({ cuda }) => !cuda)
  const engine = engineInstead(image)
  const { gfx = 'gfx942' } = acceleratorByName(settings.accelerators?.[0] ?? '') ?? {}
  const instead = engine === undefined ? '' : `write ${imageFor(engine, gfx)}, or `
  return [
    {
      severity: 'error',
      path: `${container.path}.image`,
      message: `${image} is built for CUDA${request === undefined ? '' : `, the container asks for ${request.resource}`}`,
      fix: instead + convert,
    },
  ]
}

function resourceProblems({ container }: Workload): Finding[] {
  return gpuRequests(container.value, container.path)
    .filter(({ cuda }) => cuda)
    .map(({ path, resource }) => ({
      severity: 'error',
      path,
      message: `no node with AMD GPUs offers ${resource}`,
      fix: `write amd.com/gpu, or ${convert}`,
    }))
}

/** Tolerations of what no node has are harmless; labels that no node has are not. */
function selectorProblems({ template }: Workload): Finding[] {
  const selector = Object.keys(objectAt(template.value, ['spec', 'nodeSelector']) ?? {})
  return selector
    .filter((key) => key.startsWith('nvidia.com/'))
    .map((key) => ({
      severity: 'error',
      path: formatPath(template.path, ['spec', 'nodeSelector', key]),
      message: `no node with AMD GPUs has the label ${key}`,
      fix: `leave it out, or ${convert}`,
    }))
}
