/**
 * How long an engine may take until it answers: reading the checkpoint, then compiling and capturing graphs.
 * @module
 */
import { acceleratorByName } from '../catalog/accelerators.ts'
import { resolveModel } from '../catalog/models.ts'
import { repositoryBytes } from '../catalog/repository-bytes.ts'
import type { KnownCache } from '../inventory/known-caches.ts'
import { bytesPerGiB } from '../vocabulary/quantity.ts'
import type { Candidate } from './decision.ts'

/** What of a plan bounds how much is read, where the model is not known. */
export type StartingPlan = Pick<Candidate, 'gpuCount' | 'accelerator'>

/** Process start and imports, seconds. */
const processSeconds = 60

/** Compilation, memory profile and graph capture, seconds. */
const compileSeconds = 300

/**
 * Assumed speed of reading weights, bytes per second. DeepSeek-R1 (641 GiB) takes up to an hour from network storage, which is this;
 * local disks are faster, and a budget that is too long costs nothing to an engine that starts.
 */
const readBytesPerSecond = 190e6

/** Checkpoints above this get at least `largeSeconds`. */
const largeBytes = 100e9
const largeSeconds = 1200

/** Where the files are: `anywhere` (the hub, or a volume nobody knows), a filled `volume`, or the disk of the `node`. */
export type Medium = 'anywhere' | 'volume' | 'node'

/** Of a filled cache: somewhere in the network, unless nodes are known to hold copies. */
export function mediumOf(cache: KnownCache | undefined): Medium {
  return (cache?.nodes ?? []).length === 0 ? 'volume' : 'node'
}

/**
 * Of disks in the node: a quarter and less of what the NVMe drives of GPU servers read (data sheets: 4 to 7 GB/s), as all engines of a
 * node may start at once.
 */
const nodeBytesPerSecond = 1e9

/**
 * `60 s + bytes ÷ bandwidth + 300 s`, whole seconds; at least 20 minutes above 100 GB where a download may come before.
 */
export function startUpBudgetSeconds(checkpointBytes: number, medium: Medium = 'anywhere'): number {
  const bytesPerSecond = medium === 'node' ? nodeBytesPerSecond : readBytesPerSecond
  const seconds = Math.ceil(processSeconds + checkpointBytes / bytesPerSecond + compileSeconds)
  return medium === 'anywhere' && checkpointBytes > largeBytes ? Math.max(seconds, largeSeconds) : seconds
}

/**
 * Bytes the engine will read: what the repository holds, also where the engine makes a smaller format of it at load. A model nobody
 * knows is taken to fill the devices it was given: no checkpoint that runs is larger.
 */
export function checkpointBytes(modelId: string, candidate: StartingPlan): number {
  const model = resolveModel(modelId)
  const known = model && repositoryBytes(model)
  if (known !== undefined) return known
  return candidate.gpuCount * (acceleratorByName(candidate.accelerator)?.memoryGiB ?? 192) * bytesPerGiB
}
