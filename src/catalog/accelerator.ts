/**
 * The shape of an accelerator row. The rows are in `accelerators.ts`.
 * @module
 */
import type { Precision } from '../vocabulary/precision.ts'

/** A way to split one card into several devices, as the device plugin names it. */
export interface PartitionMode {
  /** `spx_nps1`, `cpx_nps4`, …; in the `mixed` naming strategy the resource is `amd.com/<name>`. */
  readonly name: string
  /** Devices that one whole device becomes. */
  readonly devices: number
}

/** Generations of NVIDIA parts whose kernels differ; the workstation and gaming parts of Blackwell have their own. */
export type NVIDIAGeneration = 'ampere' | 'ada' | 'hopper' | 'blackwell' | 'blackwell-rtx'

/** One accelerator model; "device" is what Kubernetes counts, which is one of two for a MI250 card. */
export interface Accelerator {
  /** `MI300X`: the word used in recipes, decisions and messages. */
  readonly name: string
  readonly vendor: 'amd' | 'nvidia'
  /** AMD Instinct parts are the ones assumed when no cluster is given. */
  readonly instinct: boolean
  /** LLVM target of the device, `gfx942`. Empty for other vendors. */
  readonly gfx: string
  /** Absent for other vendors. */
  readonly nvidia?: NVIDIAGeneration
  /** PCI device ids, lower case without `0x`; virtual functions apart. */
  readonly deviceIds: readonly string[]
  readonly virtualDeviceIds: readonly string[]
  /** Memory that the runtime reports per device, GiB. */
  readonly memoryGiB: number
  /** The same for a virtual function, GiB. */
  readonly virtualMemoryGiB?: number
  /** What the label says, per device: `192` for `192G`. */
  readonly nominalGiB: number
  /** Memory bandwidth per device, TB/s. */
  readonly bandwidthTBps: number
  /** Compute units per device. */
  readonly computeUnits: number
  readonly devicesPerCard: number
  /** Devices of a usual full node. */
  readonly devicesPerNode: number
  /** Formats the device computes in, or (weightOnly) can hold and expand. */
  readonly formats: readonly Precision[]
  readonly weightOnlyFormats: readonly Precision[]
  /** Whether an fp8 KV cache is known to work. */
  readonly fp8KVCache: boolean
  readonly partitions: readonly PartitionMode[]
  readonly source: string
}
