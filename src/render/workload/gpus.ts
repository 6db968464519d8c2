/**
 * The GPUs, request and limit alike as the API demands for extended resources, and cpu and memory beside them.
 * @module
 */
import { isCudaResource, isGpuResource } from '../../vocabulary/gpu-resources.ts'
import { canonicalQuantity, parseMilli } from '../../vocabulary/quantity.ts'
import { containerResources } from '../container-resources.ts'
import { type Concern, isAt } from './concern.ts'
import { isTree, readAt } from './place.ts'
import type { Target } from './target.ts'

const isAmount = (value: unknown) => typeof value === 'string' && parseMilli(value) !== undefined

const isGPU = (name: string) => isGpuResource(name) || isCudaResource(name)

function amounts({ container }: Target, kind: 'requests' | 'limits'): Readonly<Record<string, unknown>> {
  const found = readAt(container, ['resources', kind])
  return isTree(found) ? found : {}
}

/** Nobody asks for devices: neither by name nor by a claim (dynamic resource allocation). */
export const gpus: Concern = {
  scope: 'container',
  writes: (steps, value) =>
    (isAt(steps, 'resources', 'requests', '*') || isAt(steps, 'resources', 'limits', '*')) &&
    isGpuResource(steps[2] ?? '') &&
    isAmount(value),
  isOpen: (target) =>
    !Object.keys({ ...amounts(target, 'requests'), ...amounts(target, 'limits') }).some(isGPU) &&
    readAt(target.container, ['resources', 'claims']) === undefined,
  propose: ({ candidate }) =>
    ['limits', 'requests'].map((kind) => ({
      steps: ['resources', kind, candidate.resource],
      value: String(candidate.gpuCount),
    })),
}

/** Requests only: a limit that nobody asked for would throttle or kill. */
export const hostResources: Concern = {
  scope: 'container',
  writes: (steps, value) =>
    (isAt(steps, 'resources', 'requests', 'cpu') || isAt(steps, 'resources', 'requests', 'memory')) &&
    isAmount(value),
  isOpen(target, steps) {
    const name = steps.at(-1) ?? ''
    // a limit alone is the request too
    return amounts(target, 'requests')[name] === undefined && amounts(target, 'limits')[name] === undefined
  },
  propose({ candidate }) {
    const { requests } = containerResources(candidate)
    return ['cpu', 'memory'].map((name) => ({
      steps: ['resources', 'requests', name],
      // as it comes back from the API server, so that it is known as ours again
      value: canonicalQuantity(requests[name] ?? '0'),
    }))
  },
}
