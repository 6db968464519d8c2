/**
 * The words people use for a device: catalog names, sizes behind them, virtual functions, partitions, or only an amount of memory.
 * @module
 */
import type { Accelerator } from '../../catalog/accelerator.ts'
import { acceleratorByName, accelerators, partitionMemoryGiB } from '../../catalog/accelerators.ts'
import { nearest } from '../../vocabulary/field-error.ts'

export interface Device {
  readonly accelerator: Accelerator
  readonly partition?: string
  readonly memoryGiB: number
  /** How the words were understood, where that needs saying. */
  readonly note?: string
  /** Nobody wrote down which: a stand-in, good for nothing but the size of weights. */
  readonly unsaid?: true
}

export type DeviceReading = { readonly device: Device } | { readonly error: string; readonly flag: string }

/** Instincts have 64 GiB a device or more; what is smaller is most likely no data-centre part of AMD. */
const smallestInstinctGiB = 60

/** A device that is not in the table, with the rules of one that is. */
function unnamed(name: string, memoryGiB: number): Accelerator | undefined {
  const nvidia = looksNvidia.test(name) || (memoryGiB < smallestInstinctGiB && !looksAMD.test(name))
  const model = acceleratorByName(nvidia ? 'H100' : 'MI300X')
  return model && { ...model, name, memoryGiB, nominalGiB: memoryGiB, devicesPerNode: 8, partitions: [] }
}

const looksAMD = /^(amd|instinct|radeon|mi\d|rx|r9|w\d|v\d)/i
const looksNvidia = /^(nvidia|rtx|gtx|geforce|tesla|quadro|gb?h?[123]00|[abhlt]\d{1,3}|v100|gh200)/i

/** `NVIDIA H100-80GB` → `H100` of 80 GB; `AMD Instinct MI300X VF` → the virtual function. */
function readName(written: string): { accelerator: Accelerator; virtual: boolean } | undefined {
  const name = written
    .trim()
    .replace(/^(amd|nvidia)\s+/i, '')
    .replace(/^(instinct|radeon|geforce)\s+/i, '')
  const exact = acceleratorByName(name)
  if (exact !== undefined) return { accelerator: exact, virtual: false }
  const virtual = /^(.*?)[\s_-]?VF$/i.exec(name)?.[1]
  if (virtual !== undefined) {
    const accelerator = acceleratorByName(virtual)
    return accelerator && { accelerator, virtual: true }
  }
  const sized = /^(.*?)[\s_-]?(\d+)\s?GB?$/i.exec(name)
  const [, part = '', size] = sized ?? []
  const accelerator = acceleratorByName(part)
  if (accelerator !== undefined && accelerator.nominalGiB === Number(size))
    return { accelerator, virtual: false }
  const compact = acceleratorByName(name.replaceAll(/[\s_-]/g, ''))
  return compact && { accelerator: compact, virtual: false }
}

/** What collected logs hold where nobody wrote the device down. */
const unsaidWords = /^(unspecified|unknown|n\/?a|\?)$/i

/** Weights are the same on every device, but for paddings: the newest part stands in, which knows every format. */
function standIn(): Accelerator | undefined {
  return accelerators.find(({ instinct }) => instinct)
}

const rulesOf = ({ vendor }: Accelerator) => (vendor === 'nvidia' ? 'an NVIDIA part' : 'an Instinct MI300X')

/** `GTX9000-24GB` → 24. */
function sizeIn(name: string): number | undefined {
  const size = /(\d+)\s?GB?$/i.exec(name)?.[1]
  return size === undefined ? undefined : Number(size)
}

/** The device of a question; the word `unspecified` with no memory beside it is answered with a stand-in. */
export function readDevice(written: string | undefined, gpuMemoryGiB: number | undefined): DeviceReading {
  const unsaid = written !== undefined && unsaidWords.test(written.trim())
  const accelerator = unsaid && gpuMemoryGiB === undefined ? standIn() : undefined
  if (accelerator !== undefined)
    return { device: { accelerator, memoryGiB: accelerator.memoryGiB, unsaid: true } }
  return readSaidDevice(unsaid ? undefined : written, gpuMemoryGiB)
}

function readSaidDevice(written: string | undefined, gpuMemoryGiB: number | undefined): DeviceReading {
  if (written === undefined || written.trim() === '') {
    const accelerator = gpuMemoryGiB === undefined ? undefined : unnamed('GPU', gpuMemoryGiB)
    if (accelerator === undefined || gpuMemoryGiB === undefined)
      return { error: 'is missing, and so is --gpu-memory-gib', flag: '--accelerator' }
    const note = `a GPU of ${gpuMemoryGiB} GiB with the rules of ${rulesOf(accelerator)}`
    return { device: { accelerator, memoryGiB: gpuMemoryGiB, note } }
  }
  const [name = '', partition] = written.split('/')
  const found = readName(name)
  if (found === undefined) {
    const size = gpuMemoryGiB ?? sizeIn(name)
    const accelerator = size === undefined ? undefined : unnamed(written, size)
    if (accelerator !== undefined && size !== undefined) {
      const note = `${written} is not in the table: taken as a GPU of ${size} GiB with the rules of ${rulesOf(accelerator)}`
      return { device: { accelerator, memoryGiB: size, note } }
    }
    const near = nearest(
      name,
      accelerators.map((part) => part.name),
    )
    const hint = near === undefined ? 'give --gpu-memory-gib for others' : `did you mean ${near}?`
    return {
      error: `"${written}" is not in the table (${accelerators.map((part) => part.name).join(', ')}); ${hint}`,
      flag: '--accelerator',
    }
  }
  const { accelerator, virtual } = found
  const whole = virtual ? (accelerator.virtualMemoryGiB ?? accelerator.memoryGiB) : accelerator.memoryGiB
  const ofPartition = partitionMemoryGiB(accelerator, partition)
  if (ofPartition === undefined) {
    const modes = accelerator.partitions.map((mode) => mode.name).join(', ') || 'none'
    return {
      error: `${accelerator.name} has no partition "${partition}" (allowed: ${modes})`,
      flag: '--accelerator',
    }
  }
  const memoryGiB = gpuMemoryGiB ?? (partition === undefined ? whole : ofPartition)
  return {
    device: { accelerator, memoryGiB, ...(partition === undefined ? {} : { partition }) },
  }
}
