/**
 * SGLang's defaults by version, from the published packages 0.5.9, 0.5.16 and 0.5.23.
 * Nothing is profiled: activations and graphs live in what the memory fraction leaves.
 * @module
 */
import type { EngineDefaults, EngineDevice } from './engines.ts'
import { rowInForce } from './version.ts'

interface Tier {
  /** Devices below this much memory, GiB. */
  readonly below: number
  /** Tokens of a prefill chunk. */
  readonly chunk: number
  /** Largest captured decode batch: below tensor parallel 4, and from it on. */
  readonly graphBatch: readonly [number, number]
}

interface SglangRow {
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
  { since: '0.5.9', tiers: older },
  { since: '0.5.16', tiers: older },
  {
    since: '0.5.23',
    tiers: [smallest, { below: 35, chunk: 4096, graphBatch: [48, 160] }, upTo60, upTo160, above],
  },
]

export function sglangDefaults(version: string, device: EngineDevice): EngineDefaults {
  const { tiers } = rowInForce(sglangRows, version)
  const tensorParallel = device.tensorParallel ?? 1
  const ranks = tensorParallel * (device.pipelineParallel ?? 1)
  const tier = tiers.find(({ below }) => device.memoryGiB < below) ?? above
  const graphBatch = tier.graphBatch[tensorParallel < 4 ? 0 : 1]
  const totalMiB = device.memoryGiB * 1024
  // server_args: 512 + 1.5 × chunk + 1024 × ranks / 8 + 2 × graph batch, in MiB; prefill-graph terms (0.5.16 and later) left out
  const computed = 512 + 1.5 * Math.max(tier.chunk, 2048) + 128 * ranks + 2 * graphBatch
  const reservedMiB = device.memoryGiB > 60 ? Math.max(computed, 10_240) : computed
  return {
    memoryFraction: Math.round((1 - reservedMiB / totalMiB) * 1000) / 1000,
    // 2048 to 4096 by the cache's size
    maxNumSeqs: 2048,
    maxNumBatchedTokens: tier.chunk,
    blockSize: 1,
    concurrentBatches: 1,
    samplerBytes: 0,
    samplerPersistentBytes: 0,
    chargesGraphs: false,
    chargesActivations: false,
    padsExpertRows: false,
  }
}
