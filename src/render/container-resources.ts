/**
 * Requests and limits: the user's over the recipe's over a default, and the GPU resource the same in both, as the API demands.
 * @module
 */
import type { Quantity } from '../api/fields/quantity.ts'
import { acceleratorByName } from '../catalog/accelerators.ts'
import type { Candidate } from '../decide/decision.ts'
import { parseMilli } from '../vocabulary/quantity.ts'

/** As in `spec.resources` of an endpoint. */
export interface AskedResources {
  readonly cpu?: Quantity
  readonly memory?: Quantity
  readonly cpuLimit?: Quantity
  readonly memoryLimit?: Quantity
}

type Amounts = Record<string, string>

export interface ContainerResources {
  readonly requests: Readonly<Amounts>
  readonly limits: Readonly<Amounts>
}

/** Requests for each whole GPU where nobody says otherwise: what the upstream documents promise (cores, GiB). No limits. */
const coresPerGPU = 4
const memoryGiBPerGPU = 16

/** As the API server writes it: `4`, `500m`. */
const cores = (count: number) => (Number.isInteger(count) ? String(count) : `${Math.ceil(count * 1000)}m`)

function defaultRequests(candidate: Candidate): Amounts {
  const parts =
    acceleratorByName(candidate.accelerator)?.partitions.find((mode) => mode.name === candidate.partition)
      ?.devices ?? 1
  const gpus = candidate.gpuCount / parts
  return {
    cpu: cores(coresPerGPU * gpus),
    memory: `${Math.ceil(memoryGiBPerGPU * gpus)}Gi`,
  }
}

/** The candidate decides the devices, so whatever else names a GPU resource is left out. */
function withoutGPUs(amounts: Readonly<Amounts> = {}): Amounts {
  return Object.fromEntries(
    Object.entries(amounts).filter(([name]) => !/^(beta\.)?(amd|nvidia)\.com\//.test(name)),
  )
}

const above = (a: string, b: string) => (parseMilli(a) ?? 0n) > (parseMilli(b) ?? 0n)

export function containerResources(candidate: Candidate, asked: AskedResources = {}): ContainerResources {
  const limits = withoutGPUs(candidate.resources?.limits)
  if (asked.cpuLimit !== undefined) limits.cpu = String(asked.cpuLimit)
  if (asked.memoryLimit !== undefined) limits.memory = String(asked.memoryLimit)

  const requests = { ...defaultRequests(candidate), ...withoutGPUs(candidate.resources?.requests) }
  for (const name of ['cpu', 'memory'] as const) {
    const wanted = asked[name]?.toString()
    const limit = limits[name]
    if (wanted !== undefined) {
      requests[name] = wanted
      // A recipe's limit below what the user asks for would make the pod invalid.
      if (limit !== undefined && asked[`${name}Limit`] === undefined && above(wanted, limit))
        limits[name] = wanted
    } else if (limit !== undefined && above(requests[name] ?? '0', limit)) {
      requests[name] = limit
    }
  }

  const gpus = { [candidate.resource]: String(candidate.gpuCount) }
  return { requests: { ...requests, ...gpus }, limits: { ...limits, ...gpus } }
}
