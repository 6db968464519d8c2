/**
 * GPUs are asked for whole, and requests equal limits.
 * @module
 */
import { formatPath } from '../src/api/field-path.ts'
import { isGpuResource } from '../src/vocabulary/gpu-resources.ts'
import { parseMilli } from '../src/vocabulary/quantity.ts'
import { everyContainer, literal } from './cel/names.ts'
import { gpuResourcePattern } from './cel/variables.ts'
import { deviceNames } from './devices.ts'
import { scalarOf } from './json.ts'
import { asksForGpus } from './ours.ts'
import type { PodContainer } from './pod.ts'
import type { Policy, Violation } from './policy.ts'

export const wholeGpus: Policy = {
  id: 'whole-gpus',
  title: 'GPUs are asked for whole, with requests equal to limits',
  why: 'A device plugin hands out whole devices and never more than there are: the API server refuses pods that ask otherwise, however late they are made.',
  severity: 'error',
  appliesTo: asksForGpus,
  check: ({ pods }) =>
    pods.flatMap(({ containers }) =>
      containers.flatMap((container) =>
        deviceNames(container)
          .filter(isGpuResource)
          .flatMap((resource) => problems(container, resource)),
      ),
    ),
  cel: {
    keeps(names) {
      const requests = 'c.?resources.?requests.orValue({})'
      const limits = 'c.?resources.?limits.orValue({})'
      const gpus = (amounts: string, rule: string) =>
        `${amounts}.all(r, !r.matches(${literal(gpuResourcePattern)}) || (${rule}))`
      const whole = (amounts: string) => {
        const amount = `quantity(string(${amounts}[r])).asApproximateFloat()`
        return `isQuantity(string(${amounts}[r])) && ${amount} >= 0.0 && double(int(${amount})) == ${amount}`
      }
      const equal = `(r in ${limits}) && isQuantity(string(${limits}[r])) && quantity(string(${requests}[r])).compareTo(quantity(string(${limits}[r]))) == 0`
      return everyContainer(
        names,
        `${gpus(limits, whole(limits))} && ${gpus(requests, `${whole(requests)} && ${equal}`)}`,
      )
    },
    message: 'GPUs are asked for whole, with requests equal to limits',
  },
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
        fix: 'write a whole number such as 1, 2, 4 or 8',
      })
  }
  if (found.length > 0) return found
  const [request, limit] = [requests[resource], limits[resource]]
  if (limit === undefined)
    return [
      {
        path: at('limits'),
        message: `${resource} has a request of ${words(request)} and no limit`,
        fix: `write ${words(request)} here too`,
      },
    ]
  if (request === undefined || milliOf(request) === milliOf(limit)) return []
  return [
    {
      path: at('requests'),
      message: `${words(request)} is requested and ${words(limit)} is the limit`,
      fix: 'write the same number in both',
    },
  ]
}

const milliOf = (value: unknown) => parseMilli(scalarOf(value) ?? '')
const words = (value: unknown) => JSON.stringify(value)
