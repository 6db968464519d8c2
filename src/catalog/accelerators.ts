/**
 * Accelerators by name and by PCI device id.
 * @module
 */
import type { Accelerator } from './accelerator.ts'
import { expandAccelerator } from './accelerator-row.ts'
import { acceleratorTable } from './accelerator-table.ts'

/** Every known part, AMD first. */
export const accelerators: readonly Accelerator[] = acceleratorTable.map(expandAccelerator)

/** The parts assumed when no cluster is given. */
export const instinctAccelerators: readonly Accelerator[] = accelerators.filter((part) => part.instinct)

const byName = new Map(accelerators.map((part) => [part.name.toLowerCase(), part]))

/** The row of a name, in any case. */
export function acceleratorByName(name: string): Accelerator | undefined {
  return byName.get(name.trim().toLowerCase())
}

/**
 * The row of a PCI device id (`74a1`, `0x74A1`), and whether the id is a virtual function's.
 * Where several products share an id, `vramGiB` (nominal, from the node's label) tells them apart; without it nothing is guessed.
 */
export function acceleratorByDeviceId(
  id: string,
  vramGiB?: number,
): { readonly accelerator: Accelerator; readonly virtual: boolean } | undefined {
  const wanted = id.trim().toLowerCase().replace(/^0x/, '')
  const parts = accelerators.filter(
    (part) => part.deviceIds.includes(wanted) || part.virtualDeviceIds.includes(wanted),
  )
  const accelerator = parts.length > 1 ? parts.find((part) => part.nominalGiB === vramGiB) : parts[0]
  if (accelerator === undefined) return undefined
  return { accelerator, virtual: accelerator.virtualDeviceIds.includes(wanted) }
}

/**
 * How much an accelerator is preferred where several would do; higher is better. From data only: memory times bandwidth,
 * times the formats it computes in. Compute units break ties (MI308X has the memory of an MI300X).
 */
export function acceleratorRank(part: Accelerator): number {
  return part.memoryGiB * part.bandwidthTBps * part.formats.length + part.computeUnits / 1000
}

/** Memory of one device in a partition mode, GiB: the whole divided evenly. `undefined` for a mode the part does not have. */
export function partitionMemoryGiB(part: Accelerator, partition: string | undefined): number | undefined {
  if (partition === undefined) return part.memoryGiB
  const mode = part.partitions.find((candidate) => candidate.name === partition)
  return mode && part.memoryGiB / mode.devices
}
