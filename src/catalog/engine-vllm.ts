/**
 * vLLM's defaults by version, from the published packages 0.6.4 to 0.33.0.
 * @module
 */

import { rowFinder } from './engine-row.ts'
import {
  allNew,
  allOld,
  type RunnerRule,
  runnerFor,
  runnerOf0230,
  runnerOf0240,
  runnerOf0260,
  runnerOf0280,
  runnerOf0300,
} from './engine-runner.ts'
import type { EngineDefaults, EngineDevice, ExpertWorkspace } from './engines.ts'

interface VllmRow {
  readonly since: string
  /** Platforms on the old engine, which profiles a whole context. */
  readonly oldEngine: 'none' | 'rocm' | 'all'
  readonly memoryFraction: number
  /** Batched tokens on devices of 160 GiB and more. */
  readonly batchedTokensAbove160GiB: number
  readonly runner: RunnerRule
  /** Bytes per (sequence × vocabulary) at the peak, by runner, and with AITER's sampler on V1. */
  readonly sampler: { readonly v1: number; readonly v1Aiter: number; readonly v2: number }
  /** Runners that keep the sampling kernel's buffer. */
  readonly kernelBuffer: readonly ('v1' | 'v2')[]
  /** Runners that charge graph capture. */
  readonly chargesGraphs: { readonly rocm: readonly ('v1' | 'v2')[]; readonly cuda: readonly ('v1' | 'v2')[] }
  readonly capturesFullGraphs: boolean
  readonly captureStep: number
  readonly baseline: EngineDefaults['baseline']
  readonly ceilsBudget: boolean
  /** What is made after loading and before the profile is charged: the penalty counts of V2. */
  readonly chargesKeptBuffers: boolean
  /** A window layer holds every batch in flight instead of one. */
  readonly windowHoldsFlight: boolean
  readonly statePrefixCaching: boolean
  readonly reservesNullBlock: boolean
  readonly tokensAreConcurrency: boolean
  readonly extraDraftWindow: boolean
  readonly expertWorkspace: ExpertWorkspace
  readonly indexerLongFactor: EngineDefaults['indexerLongFactor']
  readonly padsExpertRows: boolean
}

/**
 * PyTorch's sorting sampler: logits 2, fp32 4, sorted 4, indices 8 and the sort's scratch. 38.4 is what ten logged peaks of
 * vLLM 0.10 and 0.11 leave per element once the step's output is taken off.
 */
const sortingSampler = 38.4

const v0_6_4: VllmRow = {
  since: '0.6.4',
  oldEngine: 'all',
  memoryFraction: 0.9,
  batchedTokensAbove160GiB: 8192,
  runner: allOld,
  sampler: { v1: sortingSampler, v1Aiter: sortingSampler, v2: 2 },
  kernelBuffer: [],
  chargesGraphs: { rocm: [], cuda: [] },
  capturesFullGraphs: false,
  captureStep: 8,
  baseline: 'everything',
  ceilsBudget: false,
  chargesKeptBuffers: false,
  windowHoldsFlight: false,
  statePrefixCaching: false,
  reservesNullBlock: false,
  tokensAreConcurrency: false,
  extraDraftWindow: false,
  expertWorkspace: { form: 'shared', chunk: 32_768 },
  indexerLongFactor: 5,
  padsExpertRows: true,
}
const v0_6_6: VllmRow = { ...v0_6_4, since: '0.6.6', baseline: 'communicators' }
// V1 by default on CUDA; logged starts of 0.9.2 on ROCm ran the old engine
const v0_8_0: VllmRow = { ...v0_6_6, since: '0.8.0', oldEngine: 'rocm' }
const v0_10_0: VllmRow = { ...v0_8_0, since: '0.10.0', oldEngine: 'none' }
const v0_11_0: VllmRow = { ...v0_10_0, since: '0.11.0', capturesFullGraphs: true, baseline: 'growth' }
const v0_15_1: VllmRow = {
  ...v0_11_0,
  since: '0.15.1',
  captureStep: 16,
  expertWorkspace: { form: 'split', chunk: 16_384 },
}
const v0_17_1: VllmRow = {
  ...v0_15_1,
  since: '0.17.1',
  sampler: { v1: 14, v1Aiter: 10, v2: 2 },
  kernelBuffer: ['v1'],
}
const v0_20_2: VllmRow = {
  ...v0_17_1,
  since: '0.20.2',
  memoryFraction: 0.92,
  // the V2 runner returned an estimate of 0 until 0.30.0
  chargesGraphs: { rocm: [], cuda: ['v1'] },
  tokensAreConcurrency: true,
}
const v0_23_0: VllmRow = {
  ...v0_20_2,
  since: '0.23.0',
  runner: runnerOf0230,
  expertWorkspace: { form: 'split', chunk: Number.POSITIVE_INFINITY },
}
const v0_26_0: VllmRow = {
  ...v0_23_0,
  since: '0.26.0',
  runner: runnerOf0260,
  chargesGraphs: { rocm: ['v1'], cuda: ['v1'] },
  windowHoldsFlight: true,
  statePrefixCaching: true,
}
const v0_28_0: VllmRow = {
  ...v0_26_0,
  since: '0.28.0',
  batchedTokensAbove160GiB: 16_384,
  runner: runnerOf0280,
  ceilsBudget: true,
  chargesKeptBuffers: true,
  extraDraftWindow: true,
}
const v0_30_0: VllmRow = {
  ...v0_28_0,
  since: '0.30.0',
  runner: runnerOf0300,
  chargesGraphs: { rocm: ['v1', 'v2'], cuda: ['v1', 'v2'] },
  reservesNullBlock: true,
  padsExpertRows: false,
}

/** Oldest first. */
export const vllmRows: readonly [VllmRow, ...VllmRow[]] = [
  v0_6_4,
  v0_6_6,
  v0_8_0,
  v0_10_0,
  v0_11_0,
  v0_15_1,
  { ...v0_15_1, since: '0.16.0' },
  v0_17_1,
  { ...v0_17_1, since: '0.19.1' },
  v0_20_2,
  v0_23_0,
  { ...v0_23_0, since: '0.24.0', runner: runnerOf0240 },
  v0_26_0,
  v0_28_0,
  v0_30_0,
  { ...v0_30_0, since: '0.31.0' },
  {
    ...v0_30_0,
    since: '0.33.0',
    runner: allNew,
    // the profile runs the native sampler once more, with seeded requests
    sampler: { v1: 14, v1Aiter: 14, v2: 6 },
    kernelBuffer: ['v1', 'v2'],
    indexerLongFactor: 2,
  },
]

const vllmRowAt = rowFinder(vllmRows)

/** Counts of output tokens, int32, and one bit of the prompt, per (sequence × vocabulary): kept by the V2 runner. */
const penaltyBytes = 4.125

/** Rows of the sampling kernel's buffer: one a compute unit, for at most the next power of two of the sequences. */
function kernelRows(computeUnits: number, sequences: number): number {
  return Math.min(computeUnits, 2 ** Math.ceil(Math.log2(Math.min(computeUnits, sequences))))
}

const fusedExperts: ExpertWorkspace = { form: 'fused', chunk: Number.POSITIVE_INFINITY }

/** 160, 70 GiB: the tiers are in nominal gigabytes of the device; the runtime reports a little less. */
const largest = 159
const large = 70

/** The switch does nothing there: AITER has no kernels for CDNA 1 and 2 (`_aiter_ops.py`, `on_mi3xx`). */
const withoutAiter: ReadonlySet<string> = new Set(['gfx908', 'gfx90a'])

const switchedOff = (value: string | undefined) => value === '0' || value?.toLowerCase() === 'false'

export function vllmDefaults(version: string, device: EngineDevice): EngineDefaults {
  const row = vllmRowAt(version)
  const { env, memoryGiB } = device
  const rocm = device.gfx !== ''
  const pipelineParallel = device.pipelineParallel ?? 1
  const old = usesOldEngine(row, rocm, env)
  const runner = old ? 'v1' : runnerFor(row.runner, device)
  const v2 = runner === 'v2'
  // A100s of 80 GB lose throughput with large steps, so they keep the small tier
  const isLarge = memoryGiB >= largest || (memoryGiB >= large && !/a100/i.test(device.deviceName ?? ''))
  const maxNumSeqs = isLarge && !old ? 1024 : 256
  const sequences = Math.max(1, device.sequences ?? maxNumSeqs)
  // the buffer is rows × vocabulary × 4 bytes, here per sequence; V1 samples fewer than 8 sequences without the kernel
  const kernel = row.kernelBuffer.includes(runner) && (v2 || sequences >= 8)
  const buffer = kernel ? (4 * kernelRows(device.computeUnits ?? 304, sequences)) / sequences : 0
  const aiter = rocm && !withoutAiter.has(device.gfx ?? '') && env?.VLLM_ROCM_USE_AITER === '1'
  const charges = rocm ? row.chargesGraphs.rocm : row.chargesGraphs.cuda
  return {
    runner: old ? 'v0' : runner,
    memoryFraction: row.memoryFraction,
    maxNumSeqs,
    maxNumBatchedTokens: batchedTokens(row, memoryGiB, isLarge, old),
    profilesWholeContext: old,
    blockSize: aiter && env?.VLLM_ROCM_USE_AITER_UNIFIED_ATTENTION === '1' ? 64 : 16,
    concurrentBatches: !row.windowHoldsFlight ? 1 : v2 ? pipelineParallel + 1 : Math.max(2, pipelineParallel),
    reservesNullBlock: row.reservesNullBlock,
    statePrefixCaching: row.statePrefixCaching,
    tokensAreConcurrency: row.tokensAreConcurrency,
    extraDraftWindow: row.extraDraftWindow,
    samplerBytes: v2 ? row.sampler.v2 : aiter ? row.sampler.v1Aiter : row.sampler.v1,
    samplerPersistentBytes: (v2 && row.chargesKeptBuffers ? penaltyBytes : 0) + buffer,
    chargesGraphs: charges.includes(runner) && !switchedOff(env?.VLLM_MEMORY_PROFILER_ESTIMATE_CUDAGRAPHS),
    capturesFullGraphs: old || row.capturesFullGraphs,
    capturesPieces: !old,
    captureStep: row.captureStep,
    chargesActivations: true,
    baseline: row.baseline,
    ceilsBudget: row.ceilsBudget,
    // AITER's kernels take shuffled expert weights, which are not padded
    expertWorkspace: aiterExperts(aiter, env) ? fusedExperts : row.expertWorkspace,
    indexerLongFactor: row.indexerLongFactor,
    padsExpertRows:
      rocm && row.padsExpertRows && !aiterExperts(aiter, env) && !switchedOff(env?.VLLM_ROCM_MOE_PADDING),
    padsFp8Rows: rocm && !switchedOff(env?.VLLM_ROCM_FP8_PADDING),
  }
}

function batchedTokens(row: VllmRow, memoryGiB: number, isLarge: boolean, old: boolean): number {
  if (old || !isLarge) return 2048
  return memoryGiB >= largest ? row.batchedTokensAbove160GiB : 8192
}

function usesOldEngine(row: VllmRow, rocm: boolean, env: EngineDevice['env']): boolean {
  if (row.oldEngine === 'none') return false
  const wish = row.since === '0.8.0' ? env?.VLLM_USE_V1 : undefined
  if (wish !== undefined) return wish !== '1'
  return row.oldEngine === 'all' || rocm
}

function aiterExperts(aiter: boolean, env: EngineDevice['env']): boolean {
  return aiter && !switchedOff(env?.VLLM_ROCM_USE_AITER_MOE)
}
