/**
 * vLLM's defaults by version, from the published packages 0.11.0 to 0.33.0.
 * @module
 */
import type { EngineDefaults, EngineDevice } from './engines.ts'
import { rowInForce } from './version.ts'

/** `v2-dense`: dense models on the V2 model runner, mixtures of experts still on V1. */
type Runner = 'v1' | 'v2-dense' | 'v2'

interface VllmRow {
  readonly since: string
  readonly memoryFraction: number
  /** Batched tokens on devices of 160 GiB and more. */
  readonly batchedTokensAbove160GiB: number
  readonly runner: Runner
  /** Bytes per (sequence × vocabulary): peak and permanent, by runner. */
  readonly sampler: { readonly v1: number; readonly v2: number; readonly v2Persistent: number }
  /** Runners that keep the sampling kernel's buffer. */
  readonly kernelBuffer: readonly ('v1' | 'v2')[]
  /** Runners that charge graph capture on ROCm; on CUDA all do from 0.20.2. */
  readonly chargesGraphs: readonly ('v1' | 'v2')[]
  /** Window layers hold two batches instead of one (P + 1 on V2). */
  readonly batchesInFlight: boolean
  readonly padsExpertRows: boolean
}

const first: VllmRow = {
  since: '0.11.0',
  memoryFraction: 0.9,
  batchedTokensAbove160GiB: 8192,
  runner: 'v1',
  sampler: { v1: 38, v2: 2, v2Persistent: 4.125 },
  kernelBuffer: [],
  chargesGraphs: [],
  batchesInFlight: false,
  padsExpertRows: true,
}
const v0_17_1: VllmRow = {
  ...first,
  since: '0.17.1',
  sampler: { ...first.sampler, v1: 14 },
  kernelBuffer: ['v1'],
}
const v0_20_2: VllmRow = { ...v0_17_1, since: '0.20.2', memoryFraction: 0.92 }
const v0_26_0: VllmRow = {
  ...v0_20_2,
  since: '0.26.0',
  runner: 'v2-dense',
  chargesGraphs: ['v1'],
  batchesInFlight: true,
}
const v0_28_0: VllmRow = { ...v0_26_0, since: '0.28.0', batchedTokensAbove160GiB: 16_384 }
const v0_30_0: VllmRow = {
  ...v0_28_0,
  since: '0.30.0',
  runner: 'v2',
  chargesGraphs: ['v1', 'v2'],
  padsExpertRows: false,
}

/** Oldest first. 0.23.0 and 0.24.0 ran a few architectures on V2; V1, which takes more, is assumed for them. */
export const vllmRows: readonly [VllmRow, ...VllmRow[]] = [
  first,
  { ...first, since: '0.15.1' },
  { ...first, since: '0.16.0' },
  v0_17_1,
  { ...v0_17_1, since: '0.19.1' },
  v0_20_2,
  { ...v0_20_2, since: '0.23.0' },
  { ...v0_20_2, since: '0.24.0' },
  v0_26_0,
  v0_28_0,
  v0_30_0,
  { ...v0_30_0, since: '0.31.0' },
  {
    ...v0_30_0,
    since: '0.33.0',
    sampler: { ...v0_30_0.sampler, v2: 6 },
    kernelBuffer: ['v1', 'v2'],
  },
]

/** Rows of the sampling kernel's buffer: one a compute unit, for at most the next power of two of the sequences. */
function kernelRows(computeUnits: number, sequences: number): number {
  return Math.min(computeUnits, 2 ** Math.ceil(Math.log2(Math.min(computeUnits, sequences))))
}

export function vllmDefaults(version: string, device: EngineDevice): EngineDefaults {
  const row = rowInForce(vllmRows, version)
  const rocm = device.gfx !== ''
  const v2 = row.runner === 'v2' || (row.runner === 'v2-dense' && device.mixtureOfExperts !== true)
  const runner = v2 ? 'v2' : 'v1'
  const large = device.memoryGiB >= 70
  const maxNumSeqs = large ? 1024 : 256
  const sequences = Math.max(1, device.sequences ?? maxNumSeqs)
  const pipelineParallel = device.pipelineParallel ?? 1
  // the buffer is rows × vocabulary × 4 bytes, here per sequence
  const buffer = row.kernelBuffer.includes(runner)
    ? (4 * kernelRows(device.computeUnits ?? 304, sequences)) / sequences
    : 0
  return {
    memoryFraction: row.memoryFraction,
    maxNumSeqs,
    // The tiers are in nominal gigabytes of the label; the runtime reports a little less.
    maxNumBatchedTokens: device.memoryGiB >= 159 ? row.batchedTokensAbove160GiB : large ? 8192 : 2048,
    blockSize: 16,
    concurrentBatches: !row.batchesInFlight ? 1 : v2 ? pipelineParallel + 1 : Math.max(2, pipelineParallel),
    samplerBytes: row.sampler[runner],
    samplerPersistentBytes: (v2 ? row.sampler.v2Persistent : 0) + buffer,
    chargesGraphs: rocm ? row.chargesGraphs.includes(runner) : row.memoryFraction > 0.9,
    chargesActivations: true,
    padsExpertRows: rocm && row.padsExpertRows,
  }
}
