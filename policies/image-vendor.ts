/**
 * The image is built for the vendor whose devices the container asks for.
 * @module
 */
import { isCudaImage } from '../src/engines/images.ts'
import { isCudaResource, isGpuResource } from '../src/vocabulary/gpu-resources.ts'
import { annotations } from '../src/vocabulary/names.ts'
import { everyContainer, literal } from './cel/names.ts'
import { gpuResourcePattern } from './cel/variables.ts'
import { deviceNames } from './devices.ts'
import { isAnnotated, isGpuWorkload } from './ours.ts'
import type { Policy } from './policy.ts'

/** Of images on AMD devices: the same words as `isCudaImage`, on the lower-case name without a digest. */
const cudaName =
  '^nvcr\\.io/|^(docker\\.io/)?nvidia/|^(.*/)?(vllm/vllm-openai|lmsysorg/sglang)(:[^/]*)?$|/([^/:]*[_-])?cuda([_-][^/:]*)?(:[^/]*)?$|(:|:[^/]*[-_])(cu1[1-9]|cuda)[^/]*$'
const rocmName = 'rocm|:[^/]*(gfx[0-9]|mi3[0-9]x)[^/]*$'

const isRocmImage = (image: string) => new RegExp(rocmName).test(image.toLowerCase().replace(/@.*$/, ''))

export const imageVendor: Policy = {
  id: 'image-vendor',
  title: 'The image is built for the vendor of the GPUs',
  why: 'An engine built for CUDA finds no device on an AMD node, and one built for ROCm none on an NVIDIA node: the container restarts for ever.',
  severity: 'error',
  appliesTo: (subject) =>
    isGpuWorkload(subject) ||
    subject.pods.some(({ containers }) =>
      containers.some((container) => deviceNames(container).some(isCudaResource)),
    ),
  check(subject) {
    // a conversion rewrites both image and resource
    if (isAnnotated(subject) && subject.annotations[annotations.convert] === 'cuda') return []
    return subject.pods.flatMap(({ containers }) =>
      containers.flatMap((container) => {
        const names = deviceNames(container)
        const { image, path } = container
        if (names.some(isGpuResource) && isCudaImage(image))
          return [
            {
              path: `${path}.image`,
              message: `${image} is built for CUDA, and the container asks for ${names.filter(isGpuResource).join(', ')}`,
              fix: 'use an image for ROCm, such as vllm/vllm-openai-rocm with its version',
            },
          ]
        if (names.some(isCudaResource) && isRocmImage(image))
          return [
            {
              path: `${path}.image`,
              message: `${image} is built for ROCm, and the container asks for ${names.filter(isCudaResource).join(', ')}`,
              fix: `ask for amd.com/gpu, or annotate the workload with ${annotations.convert}: cuda`,
            },
          ]
        return []
      }),
    )
  },
  cel: {
    keeps(names) {
      const image = `c.?image.orValue('').trim().lowerAscii().split('@')[0]`
      const asks = ['requests', 'limits']
        .map(
          (list) => `c.?resources.?${list}.orValue({}).exists(r, r.matches(${literal(gpuResourcePattern)}))`,
        )
        .join(' || ')
      const cuda = `${image}.matches(${literal(cudaName)}) && !${image}.matches(${literal(rocmName)})`
      return everyContainer(names, `!(${asks}) || !(${cuda})`)
    },
    message: 'the image is built for CUDA and the container asks for AMD GPUs; use an image for ROCm',
  },
}
