/**
 * The image has kernels for the GPUs that the pod may get.
 * @module
 */
import { imageTargets } from '../src/engines/images.ts'
import { gpusOf } from './devices.ts'
import { isGpuWorkload } from './ours.ts'
import { targetsFor } from './placement.ts'
import type { Policy } from './policy.ts'

export const imageTarget: Policy = {
  id: 'image-target',
  title: 'The image is built for the GPUs of the nodes',
  why: 'An image for another gfx target has no kernels for the GPU: the engine dies at its first operation.',
  severity: 'error',
  asksCluster: true,
  appliesTo: isGpuWorkload,
  check: ({ pods }, context) =>
    pods.flatMap((pod) =>
      pod.containers.flatMap((container) => {
        const built = imageTargets(container.image)
        const [resource] = gpusOf(container).keys()
        if (built === undefined || resource === undefined) return []
        const here = targetsFor(pod, resource, context)
        const wanted = [...new Set(here.map(({ accelerator }) => accelerator.gfx))]
        if (here.length === 0 || wanted.some((gfx) => built.includes(gfx))) return []
        const names = [...new Set(here.map(({ accelerator }) => accelerator.name))]
        return [
          {
            path: `${container.path}.image`,
            message: `${container.image} has kernels for ${built.join(', ')}; the GPUs it may get are ${names.join(', ')} (${wanted.join(', ')})`,
            fix: `use an image for ${wanted[0]}`,
          },
        ]
      }),
    ),
}
