/**
 * CPU and memory limits leave room to load the checkpoint and to feed the GPUs.
 * @module
 */
import { gpus as gpuWords } from '../src/decide/explain/words.ts'
import { checkpointBytes } from '../src/decide/start-up.ts'
import { bytesPerGiB, formatGiB, parseQuantity } from '../src/vocabulary/quantity.ts'
import { scalarOf } from './json.ts'
import { isGpuWorkload } from './ours.ts'
import { targetsFor } from './placement.ts'
import type { Policy, PolicyContext, Violation } from './policy.ts'
import { type Serving, servingsOf } from './serving.ts'

/** Below this share of the checkpoint a limit on memory was seen to kill the loader (exit 137). */
const leastShare = 0.1
/** Files of a checkpoint on the hub, at most; each rank maps one at a time. GiB */
const fileGiB = 5
/** One core a worker, one for the engine and one for its server. Source: vLLM's notes on CPU for GPU deployments. */
const coresBesideWorkers = 2

export const hostResources: Policy = {
  id: 'host-resources',
  title: 'Enough CPU and memory to load the checkpoint',
  why: 'A container at its memory limit is killed while it loads, and one that is short of CPU leaves its GPUs waiting.',
  severity: 'warning',
  appliesTo: isGpuWorkload,
  check: (subject, context) =>
    servingsOf(subject).flatMap((serving) => [...memory(serving, context), ...cpu(serving)]),
}

function memory({ container, model, pod, resource, gpus }: Serving, context: PolicyContext): Violation[] {
  const limit = amount(container.limits.memory)
  if (limit === undefined || model?.known === undefined || resource === undefined) return []
  const accelerator = targetsFor(pod, resource, context)[0]?.accelerator.name ?? ''
  const bytes = checkpointBytes(model.known.id, { gpuCount: gpus, accelerator })
  const checkpointGiB = bytes / bytesPerGiB
  // of a small checkpoint one file is all there is
  const needed = Math.max(checkpointGiB * leastShare, Math.min(fileGiB * gpus, checkpointGiB))
  if (limit / bytesPerGiB >= needed) return []
  return [
    {
      path: `${container.path}.resources.limits.memory`,
      message: `${String(container.limits.memory)} is less than the ${formatGiB(needed)} GiB it takes to load ${model.id} (${formatGiB(checkpointGiB)} GiB) on ${gpuWords(gpus)}`,
      fix: `write ${Math.ceil(needed)}Gi or more, or no limit`,
    },
  ]
}

function cpu({ container, own, gpus }: Serving): Violation[] {
  const limit = amount(container.limits.cpu)
  const workers = Math.min(own?.ranks ?? gpus, gpus)
  const needed = workers + coresBesideWorkers
  if (limit === undefined || gpus === 0 || limit >= needed) return []
  return [
    {
      path: `${container.path}.resources.limits.cpu`,
      message: `${String(container.limits.cpu)} is less than ${workers === 1 ? 'a core for its worker' : `a core for each of ${workers} workers`} and ${coresBesideWorkers} more`,
      fix: `write ${needed} or more, or no limit`,
    },
  ]
}

function amount(value: unknown): number | undefined {
  const written = scalarOf(value)
  return written === undefined ? undefined : parseQuantity(written)
}
