/**
 * Some node offers the resource that is asked for.
 * @module
 */
import { formatPath } from '../src/api/field-path.ts'
import { gpusOf } from './devices.ts'
import { asksForGpus } from './ours.ts'
import { clusterTargets } from './placement.ts'
import type { Policy } from './policy.ts'

export const gpuResourceExists: Policy = {
  id: 'gpu-resource-exists',
  title: 'A node offers the GPU resource that is asked for',
  why: 'What the device plugin calls a GPU depends on its naming strategy and on partitions; a pod that asks for another name waits for ever.',
  severity: 'error',
  asksCluster: true,
  appliesTo: asksForGpus,
  check({ pods }, context) {
    const targets = clusterTargets(context)
    if (targets === undefined) return []
    const offered = [...new Set(targets.map(({ resource }) => resource))].sort()
    return pods.flatMap(({ containers }) =>
      containers.flatMap((container) =>
        [...gpusOf(container).keys()]
          .filter((resource) => !offered.includes(resource))
          .map((resource) => ({
            path: formatPath(container.path, [
              'resources',
              resource in container.limits ? 'limits' : 'requests',
              resource,
            ]),
            message: `no node offers ${resource}${offered.length === 0 ? ', nor any other AMD GPU' : ''}`,
            ...(offered.length === 0 ? {} : { fix: `ask for ${offered.join(' or ')}` }),
          })),
      ),
    )
  },
}
