/**
 * Memory of captured graphs. Every batch size is captured once in pieces, layer by layer, and once whole for decoding, so it
 * grows with sizes × layers, not with the device: a graph's nodes and kernel arguments stay with the driver.
 * @module
 */
import type { EngineRules } from './engine-rules.ts'

export interface GraphsInput {
  readonly rules: Pick<EngineRules, 'capturesFullGraphs' | 'capturesPieces' | 'captureStep' | 'runner'>
  readonly vendor: 'amd' | 'nvidia'
  /** Layers of the pipeline stage. */
  readonly layers: number
  readonly sequences: number
  /** Tokens a sequence decodes a step: 1, more with drafts. */
  readonly decodeTokens?: number
  readonly eager: boolean
  /** `--max-cudagraph-capture-size`; default 512, or twice the sequences if that is less. */
  readonly maxCaptureSize?: number
  /** `--cudagraph-capture-sizes`, how many. */
  readonly captureSizes?: number
  /** Only in pieces (`-O1`, or a mode of PIECEWISE). */
  readonly onlyPieces?: boolean
}

/**
 * MiB a layer and graph. ROCm: R9700 1.04-1.74 GiB for 30 graphs of 40 layers (0.9-1.5), MI210 5.1-6.1 for 86 of 48 (1.3-1.5),
 * MI355X 8.54 for 102 of 78 (1.1). CUDA: H100 1.03 for 134 of 36 and 0.39 for 134 of 24 (0.1-0.2), B200 0.65 for 67 of 34 (0.3).
 */
const perLayerMiB: Readonly<Record<GraphsInput['vendor'], number>> = { amd: 1.2, nvidia: 0.2 }

/** Whole steps have no pieces to tie together: MI300X 0.43 GiB for 35 graphs of 32 layers (vLLM 0.9.2, old engine). */
const wholeStepMiB: Readonly<Record<GraphsInput['vendor'], number>> = { amd: 0.4, nvidia: 0.2 }

/** Sizes captured up to `largest`: 1, 2, 4, every 8 below 256, then every `step`. */
export function captureCount(largest: number, step: number): number {
  const small = [1, 2, 4].filter((size) => size <= largest).length
  const middle = Math.floor(Math.min(largest, 255) / 8)
  return small + middle + (largest < 256 ? 0 : Math.floor((largest - 256) / step) + 1)
}

/** GiB on one rank; what of it the cache pays for: `EngineRules.chargesGraphs`. */
export function graphsGiB(input: GraphsInput): number {
  const { rules, vendor, layers, eager } = input
  if (eager || input.maxCaptureSize === 0) return 0
  const decoding = input.sequences * (input.decodeTokens ?? 1)
  const largest = input.maxCaptureSize ?? defaultLargest(rules.runner, decoding)
  const sizes = input.captureSizes ?? captureCount(largest, rules.captureStep)
  const whole =
    rules.capturesFullGraphs && !input.onlyPieces
      ? Math.min(sizes, captureCount(Math.min(largest, decoding), rules.captureStep))
      : 0
  const mib = rules.capturesPieces
    ? (sizes + whole) * perLayerMiB[vendor]
    : Math.max(whole, 1) * wholeStepMiB[vendor]
  return (mib * layers) / 1024
}

/** The old engine and SGLang capture decoding batches up to 256 or their own maximum, later ones up to twice the sequences. */
function defaultLargest(runner: EngineRules['runner'], decoding: number): number {
  return runner === 'v0' || runner === 'sglang' ? Math.min(decoding, 256) : Math.min(2 * decoding, 512)
}
