/**
 * Amounts of GPUs that are no count of devices: the pod would run with none, or never.
 * @module
 */
import { formatPath } from '../../api/field-path.ts'
import { objectAt } from '../../api/workload/json.ts'
import type { Workload } from '../../api/workload/workload.ts'
import { cut } from '../../vocabulary/cut.ts'
import { isGpuResource } from '../../vocabulary/gpu-resources.ts'
import { parseQuantity } from '../../vocabulary/quantity.ts'
import type { Finding } from './problem.ts'

/** Characters of an amount that a message repeats. */
const mostShown = 40

export function gpuAmountProblems({ container: { value, path } }: Workload): Finding[] {
  return ['limits', 'requests'].flatMap((side) =>
    Object.entries(objectAt(value, ['resources', side]) ?? {}).flatMap(([resource, amount]): Finding[] => {
      if (!isGpuResource(resource)) return []
      const count =
        typeof amount === 'string' || typeof amount === 'number' ? parseQuantity(amount) : undefined
      if (count !== undefined && Number.isSafeInteger(count) && count > 0) return []
      return [
        {
          severity: 'error',
          path: formatPath(path, ['resources', side, resource]),
          message: `is ${cut(String(JSON.stringify(amount)), mostShown)}, which is no number of GPUs to serve on`,
          fix: 'write a whole number from 1 up, or leave it out to have it chosen',
        },
      ]
    }),
  )
}
