/**
 * How a row of the accelerator table is written: what the architecture decides is filled in from the architecture.
 * @module
 */
import type { Precision } from '../vocabulary/precision.ts'
import type { Accelerator, NVIDIAGeneration } from './accelerator.ts'

interface Formats {
  /** Computes in these. */
  readonly formats: readonly Precision[]
  readonly weightOnlyFormats: readonly Precision[]
  readonly fp8KVCache: boolean
}

const none: Formats = {
  formats: ['int8', 'fp16', 'bf16', 'fp32'],
  weightOnlyFormats: ['fp4', 'int4', 'fp8'],
  fp8KVCache: false,
}
const fp8: Formats = {
  formats: ['fp8', 'int8', 'fp16', 'bf16', 'fp32'],
  weightOnlyFormats: ['fp4', 'int4'],
  fp8KVCache: true,
}
const fp4: Formats = {
  formats: ['fp4', 'fp8', 'int8', 'fp16', 'bf16', 'fp32'],
  weightOnlyFormats: ['int4'],
  fp8KVCache: true,
}

/**
 * Number formats by architecture. Compute only: vLLM 0.28 and later also load fp8 where it is not native, weight-only.
 * int4 is always weight-only (AWQ and GPTQ kernels expand it).
 */
const formatsOf: Readonly<Record<string, Formats>> = {
  gfx908: none,
  gfx90a: none,
  gfx942: fp8,
  gfx950: fp4,
  gfx1030: none,
  gfx1100: none,
  gfx1101: none,
  gfx1201: fp8,
  ampere: none,
  ada: fp8,
  hopper: fp8,
  blackwell: fp4,
  'blackwell-rtx': fp4,
}

const instinctTargets = /^gfx9/

export interface AcceleratorRow {
  readonly name: string
  /** LLVM target of an AMD part. */
  readonly gfx?: string
  /** Architecture of an NVIDIA part. */
  readonly nvidia?: NVIDIAGeneration
  readonly ids?: readonly string[]
  readonly virtualIds?: readonly string[]
  readonly memoryGiB: number
  readonly virtualMemoryGiB?: number
  readonly nominalGiB: number
  readonly bandwidthTBps: number
  readonly computeUnits: number
  /** Default 1. */
  readonly devicesPerCard?: number
  readonly devicesPerNode: number
  /** Mode → devices that one whole device becomes. Default: cannot be partitioned. */
  readonly partitions?: Readonly<Record<string, number | undefined>>
  readonly source: string
}

export function expandAccelerator(row: AcceleratorRow): Accelerator {
  const gfx = row.gfx ?? ''
  return {
    name: row.name,
    vendor: row.nvidia === undefined ? 'amd' : 'nvidia',
    instinct: instinctTargets.test(gfx),
    gfx,
    ...(row.nvidia === undefined ? {} : { nvidia: row.nvidia }),
    deviceIds: row.ids ?? [],
    virtualDeviceIds: row.virtualIds ?? [],
    memoryGiB: row.memoryGiB,
    ...(row.virtualMemoryGiB === undefined ? {} : { virtualMemoryGiB: row.virtualMemoryGiB }),
    nominalGiB: row.nominalGiB,
    bandwidthTBps: row.bandwidthTBps,
    computeUnits: row.computeUnits,
    devicesPerCard: row.devicesPerCard ?? 1,
    devicesPerNode: row.devicesPerNode,
    ...(formatsOf[row.nvidia ?? gfx] ?? none),
    partitions: Object.entries(row.partitions ?? {}).map(([name, devices]) => ({
      name,
      devices: devices ?? 1,
    })),
    source: row.source,
  }
}
