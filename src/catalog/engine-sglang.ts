/**
 * SGLang's defaults by version, from the published packages 0.5.9, 0.5.16 and 0.5.23.
 * Nothing is profiled: activations and graphs live in what the memory fraction leaves.
 * @module
 */
import { rowFinder } from './engine-row.ts'
import { type FractionRule, sglangFraction } from './engine-sglang-fraction.ts'
import type { EngineDefaults, EngineDevice } from './engines.ts'

interface Tier {
  /** Devices below this much memory, GiB. */
  readonly below: number
  /** Tokens of a prefill chunk. */
  readonly chunk: number
  /** Largest captured decode batch: below tensor parallel 4, and from it on. */
  readonly graphBatch: readonly [number, number]
}

interface SglangRow extends FractionRule {
  readonly since: string
  readonly tiers: readonly Tier[]
}

const upTo60: Tier = { below: 60, chunk: 4096, graphBatch: [32, 160] }
const upTo160: Tier = { below: 160, chunk: 8192, graphBatch: [256, 512] }
const above: Tier = { below: Number.POSITIVE_INFINITY, chunk: 16_384, graphBatch: [512, 512] }
const smallest: Tier = { below: 20, chunk: 2048, graphBatch: [8, 8] }
const older: readonly Tier[] = [
  smallest,
  { below: 35, chunk: 2048, graphBatch: [24, 80] },
  upTo60,
  upTo160,
  above,
]

/** Oldest first. */
export const sglangRows: readonly [SglangRow, ...SglangRow[]] = [
  { since: '0.5.9', tiers: older, prefillGraphs: false, reservesForDrafts: true, deepepPrefillMiB: 0 },
  {
    since: '0.5.16',
    tiers: older,
    prefillGraphs: true,
    reservesForDrafts: false,
    capturesPlainPrefillOnly: true,
    deepepPrefillMiB: 0,
    postCaptureMiB: 512,
  },
  {
    since: '0.5.23',
    tiers: [smallest, { below: 35, chunk: 4096, graphBatch: [48, 160] }, upTo60, upTo160, above],
    prefillGraphs: true,
    reservesForDrafts: false,
    deepepPrefillMiB: 1024,
    postCaptureMiB: 1536,
  },
]

const sglangRowAt = rowFinder(sglangRows)

export function sglangDefaults(version: string, device: EngineDevice): EngineDefaults {
  const row = sglangRowAt(version)
  const tier = row.tiers.find(({ below }) => device.memoryGiB < below) ?? above
  const chunk = device.sglang?.chunkedPrefillSize ?? tier.chunk
  const graphBatch =
    device.sglang?.decodeGraphBatch ??
    Math.min(
      tier.graphBatch[(device.tensorParallel ?? 1) < 4 ? 0 : 1],
      device.sglang?.maxRunningRequests ?? Number.POSITIVE_INFINITY,
    )
  return {
    runner: 'sglang',
    memoryFraction: sglangFraction(row, device, chunk, graphBatch),
    // 2048 to 4096 by the cache's size
    maxNumSeqs: 2048,
    maxNumBatchedTokens: tier.chunk,
    profilesWholeContext: false,
    blockSize: 1,
    concurrentBatches: 1,
    reservesNullBlock: false,
    statePrefixCaching: true,
    tokensAreConcurrency: false,
    extraDraftWindow: false,
    samplerBytes: 0,
    samplerPersistentBytes: 0,
    chargesGraphs: false,
    capturesFullGraphs: true,
    capturesPieces: false,
    captureStep: 8,
    chargesActivations: false,
    baseline: 'growth',
    ceilsBudget: false,
    expertWorkspace: { form: 'shared', chunk: 65_536 },
    indexerLongFactor: 5,
    padsExpertRows: false,
    padsFp8Rows: false,
  }
}
