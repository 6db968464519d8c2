/**
 * GPUs are asked for whole, and requests equal limits.
 * @module
 */
import { formatPath } from '../src/api/field-path.ts'
import { parseMilli } from '../src/vocabulary/quantity.ts'
import { asksForDevices, deviceNames } from './devices.ts'
import { scalarOf } from './json.ts'
import type { PodContainer } from './pod.ts'
import type { Policy, Violation } from './policy.ts'

export const wholeGpus: Policy = {
  id: 'whole-gpus',
  title: 'GPUs are asked for whole, with requests equal to limits',
  why: 'A device plugin hands out whole devices and never more than there are, so the API server or the kubelet refuses anything else later.',
  severity: 'error',
  appliesTo: asksForDevices,
  check: ({ pods }) =>
    pods.flatMap(({ containers }) =>
      containers.flatMap((container) =>
        deviceNames(container).flatMap((resource) => problems(container, resource)),
      ),
    ),
}

function problems({ requests, limits, path }: PodContainer, resource: string): Violation[] {
  const at = (list: 'requests' | 'limits') => formatPath(path, ['resources', list, resource])
  const found: Violation[] = []
  for (const [list, amounts] of [
    ['requests', requests],
    ['limits', limits],
  ] as const) {
    if (amounts[resource] === undefined) continue
    const milli = parseMilli(scalarOf(amounts[resource]) ?? '')
    if (milli === undefined || milli < 0n || milli % 1000n !== 0n)
      found.push({
        path: at(list),
        message: `${words(amounts[resource])} is not a whole number of devices`,
        fix: 'write 1, 2, 4 or 8',
      })
  }
  if (found.length > 0) return found
  const [request, limit] = [requests[resource], limits[resource]]
  if (limit === undefined)
    return [
      {
        path: at('limits'),
        message: `${resource} has a request and no limit`,
        fix: `write ${words(request)} here too`,
      },
    ]
  if (request === undefined || parseMilli(scalarOf(request) ?? '') === parseMilli(scalarOf(limit) ?? ''))
    return []
  return [
    {
      path: at('requests'),
      message: `${words(request)} is requested and ${words(limit)} is the limit`,
      fix: 'write the same number in both',
    },
  ]
}

const words = (value: unknown) => (typeof value === 'string' ? `"${value}"` : JSON.stringify(value))
