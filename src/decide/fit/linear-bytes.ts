/**
 * Bytes of one weight matrix on one rank: its share, its scales, its bias, and the padding that the engine adds.
 * @module
 */

import { allocatedBytes } from './allocator.ts'
import { alignedTo, type Device, type ExpertFamily, mxfp4Alignment } from './expert-alignment.ts'
import { type Linear, lengthOnRank, rowsOnRank } from './linears.ts'
import type { LoaderRules } from './loader-rules.ts'
import type { ClassStorage } from './storage.ts'

/** What a matrix's bytes depend on beside the matrix. */
export interface Placement {
  readonly device: Device
  readonly rules: LoaderRules
  /** Ranks that share attention, dense layers and vocabulary. */
  readonly ranks: number
  /** Ranks that share the width of every expert; 1 where experts are dealt whole. */
  readonly expertRanks: number
  /** Ranks that share the experts by number; 1 where their width is split. */
  readonly expertGroups: number
  /** Shared experts are on every rank in full (sequence parallel). */
  readonly sharedExpertsCopied: boolean
  /** Of experts without a bias. */
  readonly expertFamily: Exclude<ExpertFamily, 'gpt-oss'>
  /** The engine quantises at load: its own matrices are not padded. */
  readonly online: boolean
}

/** Rows that fill a multiple of this many bytes lie in the same memory channels: ROCm kernels move them apart. */
const aliasingBytes = 512
const paddingBytes = 256
/** An index and a place in the sorted order for each input of an expert, 32 bit each. */
const indexBytes = 8

/** Experts on the rank that has most. */
export function expertsOnRank(experts: number, groups: number): number {
  return Math.ceil(experts / groups)
}

function allocated(bytes: number, { device, rules }: Placement): number {
  return allocatedBytes(bytes, device.vendor === 'amd' && rules.logsDeviceMemory)
}

/** Weights of one matrix of all experts of the rank, padding apart. */
export function expertValues(linear: Linear, { expertRanks, expertGroups }: Placement): number {
  const experts = expertsOnRank(linear.copies ?? 1, expertGroups)
  return experts * rowsOnRank(linear, expertRanks) * lengthOnRank(linear, expertRanks)
}

export function linearBytes(linear: Linear, storage: ClassStorage, placement: Placement): number {
  if (linear.class === 'experts') return expertBytes(linear, storage, placement)
  const copied = linear.class === 'sharedExperts' && placement.sharedExpertsCopied
  const ranks = copied ? 1 : placement.ranks
  const rows = rowsOnRank(linear, ranks)
  const length = lengthOnRank(linear, ranks)
  const besides = rows * (length * storage.scaleBytes + storage.rowBytes + (linear.bias ? 2 : 0))
  return allocated(rows * (length * storage.bytes + padding()), placement) + besides

  function padding(): number {
    const { device, rules, online } = placement
    const padded = storage.scheme === 'fp8-tensor' || storage.scheme === 'fp8-block'
    if (!padded || online || !rules.padsFp8Rows || device.vendor !== 'amd') return 0
    return length % aliasingBytes === 0 ? paddingBytes : 0
  }
}

function expertBytes(linear: Linear, storage: ClassStorage, placement: Placement): number {
  const { device, rules, expertRanks, expertGroups } = placement
  const experts = expertsOnRank(linear.copies ?? 1, expertGroups)
  let rows = rowsOnRank(linear, expertRanks)
  let length = lengthOnRank(linear, expertRanks)
  let { scaleBytes } = storage
  let biasBytes = 2
  if (storage.scheme === 'mxfp4') {
    const alignment = mxfp4Alignment(device, rules, linear.bias ? 'gpt-oss' : placement.expertFamily)
    const down = linear.split === 'length'
    const parts = linear.outputs.length
    rows = parts * alignedTo(down ? alignment.hidden : alignment.width, rows / parts)
    length = alignedTo(down ? alignment.width : alignment.hidden, length)
    biasBytes = alignment.biasBytes
    if (alignment.scalesTwice) scaleBytes *= 2
  }
  const aliases =
    device.vendor === 'amd' &&
    rules.padsExpertRows &&
    storage.scheme === 'none' &&
    (length * storage.bytes) % aliasingBytes === 0
  const indices =
    device.vendor === 'amd' && rules.indexesInt4Experts && storage.scheme === 'int4-packed' ? indexBytes : 0
  const besides = length * scaleBytes + storage.rowBytes + (linear.bias ? biasBytes : 0)
  const values = length * storage.bytes + (aliases ? paddingBytes : 0)
  return allocated(experts * rows * values, placement) + experts * (rows * besides + length * indices)
}
