/**
 * What was made for NVIDIA GPUs and would not start, or would never be placed, on AMD ones.
 * @module
 */

import { formatPath } from '../../api/field-path.ts'
import { gpuRequests } from '../../api/workload/gpu-request.ts'
import { type JsonObject, objectAt, objectsAt, textAt } from '../../api/workload/json.ts'
import type { Workload } from '../../api/workload/workload.ts'
import { requiredTerms } from '../../api/workload/workload-intent.ts'
import { acceleratorByName } from '../../catalog/accelerators.ts'
import { engineInstead, imageFor, isCudaImage } from '../../engines/images.ts'
import { isNvidiaLabel } from '../../vocabulary/gpu-resources.ts'
import { annotations } from '../../vocabulary/names.ts'
import type { Finding } from './problem.ts'

const convert = `set the annotation ${annotations.convert}: cuda to have it rewritten`

/** A workload that is to be converted keeps only what a conversion leaves alone: its other containers. */
export function cudaProblems(workload: Workload): Finding[] {
  const others = otherContainers(workload)
  if (workload.settings.convertCuda) return others
  return [
    ...imageProblems(workload),
    ...resourceProblems(workload),
    ...selectorProblems(workload),
    ...affinityProblems(workload),
    ...others,
  ]
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
  return notOffered(container.value, container.path, `write amd.com/gpu, or ${convert}`)
}

/** Of the containers that do not serve. */
function otherContainers({ container, template }: Workload): Finding[] {
  const fix = 'leave it out: the whole pod would wait for it'
  return ['initContainers', 'containers'].flatMap((list) =>
    objectsAt(template.value, ['spec', list])
      .filter(({ value }) => value !== container.value)
      .flatMap(({ value, index }) =>
        notOffered(value, formatPath(template.path, ['spec', list, index]), fix),
      ),
  )
}

function notOffered(container: JsonObject, containerPath: string, fix: string): Finding[] {
  return gpuRequests(container, containerPath)
    .filter(({ cuda }) => cuda)
    .map(({ path, resource }) => ({
      severity: 'error',
      path,
      message: `no node with AMD GPUs offers ${resource}`,
      fix,
    }))
}

/** Tolerations of what no node has are harmless; labels that no node has are not. */
function selectorProblems({ template }: Workload): Finding[] {
  const selector = Object.keys(objectAt(template.value, ['spec', 'nodeSelector']) ?? {})
  return selector.filter(isNvidiaLabel).map((key) => ({
    severity: 'error',
    path: formatPath(template.path, ['spec', 'nodeSelector', key]),
    message: `no node with AMD GPUs has the label ${key}`,
    fix: `leave it out, or ${convert}`,
  }))
}

const terms = ['spec', 'affinity', 'nodeAffinity', ...requiredTerms]

/** One term that asks for nothing of NVIDIA's is enough. */
function affinityProblems({ template }: Workload): Finding[] {
  const asking = objectsAt(template.value, terms).map(({ value: term }) =>
    objectsAt(term, ['matchExpressions'])
      .filter(({ value }) => !/^(NotIn|DoesNotExist)$/.test(textAt(value, ['operator']) ?? ''))
      .map(({ value }) => textAt(value, ['key']) ?? '')
      .find(isNvidiaLabel),
  )
  const [key] = asking
  if (key === undefined || asking.includes(undefined)) return []
  return [
    {
      severity: 'error',
      path: formatPath(template.path, terms),
      message: `no node with AMD GPUs has the label ${key}`,
      fix: `leave it out, or ${convert}`,
    },
  ]
}
