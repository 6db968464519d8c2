/**
 * An image that nobody here knows, with its own entry point: nothing is added to what it starts, so nothing can be said of that.
 * @module
 */
import { textAt } from '../../api/workload/json.ts'
import type { Workload } from '../../api/workload/workload.ts'
import { engineOfImage, isCudaImage } from '../../engines/images.ts'
import type { Finding } from './problem.ts'

export function unknownImage({ container, command }: Workload): Finding[] {
  const image = textAt(container.value, ['image']) ?? ''
  if (command.written || image === '' || engineOfImage(image) !== undefined || isCudaImage(image)) return []
  return [
    {
      severity: 'warning',
      path: `${container.path}.image`,
      message: `nothing tells which engine ${image} starts: it gets no arguments of the plan, whose numbers hold only if it runs alike`,
      fix: 'write the command of its engine, or leave the image out',
    },
  ]
}
