/**
 * SGLang's default `--mem-fraction-static`: what is left of the device once activations and graphs have their share.
 * Source: `server_args.py` of 0.5.9 and 0.5.16, `arg_groups/memory_hook.py` of 0.5.23.
 * @module
 */
import type { EngineDevice, SglangSettings } from './engines.ts'

export interface FractionRule {
  /** Prefills are captured by default. */
  readonly prefillGraphs: boolean
  /** Not of models with latent attention, nor with DP attention or DeepEP (0.5.16). */
  readonly capturesPlainPrefillOnly?: boolean
  /** Speculative decoding has a reserve of its own. */
  readonly reservesForDrafts: boolean
  /** More for DeepEP where prefills are captured, MiB. */
  readonly deepepPrefillMiB: number
  /** Reserve when the cache is sized after capture, MiB; absent where that does not exist. */
  readonly postCaptureMiB?: number
}

/** Steps of captured prefill sizes: from, to, step. Above 4,096 tokens every 512. */
const prefillSizes = [
  [4, 32, 4],
  [48, 256, 16],
  [288, 512, 32],
  [576, 1024, 64],
  [1280, 4096, 256],
  [4608, Number.POSITIVE_INFINITY, 512],
] as const

/** How many prefill sizes are captured up to `tokens`. */
export function prefillGraphCount(tokens: number): number {
  let count = 0
  for (const [from, to, step] of prefillSizes) {
    const last = Math.min(to, tokens)
    if (last >= from) count += Math.floor((last - from) / step) + 1
  }
  return count
}

/** Graphs and what DP attention pads them to, MiB. */
function graphReserve(rule: FractionRule, device: EngineDevice, chunk: number, graphBatch: number): number {
  const settings: SglangSettings = device.sglang ?? {}
  let reserved = settings.decodeGraphs === false ? 0 : graphBatch * 2
  const replicas = settings.attentionDataParallel ?? 0
  if (replicas > 0) reserved += graphBatch * replicas * (graphBatch > 300 ? 4.5 : 3)
  if (!capturesPrefill(rule, device)) return reserved
  reserved += settings.latentAttention ? 1536 : prefillGraphCount(chunk) * 8
  return settings.deepep ? reserved + rule.deepepPrefillMiB : reserved
}

function capturesPrefill(rule: FractionRule, device: EngineDevice): boolean {
  const settings = device.sglang
  if (!rule.prefillGraphs || settings?.prefillGraphs === false || settings?.decodeGraphs === false)
    return false
  // captured prefills are off by default on ROCm, for pipelines, most images and some mixers
  const refused =
    device.gfx !== '' ||
    (device.pipelineParallel ?? 1) > 1 ||
    settings?.vision !== undefined ||
    settings?.uncapturedPrefill === true ||
    (rule.capturesPlainPrefillOnly === true &&
      (settings?.latentAttention === true ||
        settings?.deepep === true ||
        (settings?.attentionDataParallel ?? 0) > 0))
  return settings?.forcesPrefillGraphs === true || !refused
}

/** Layers and hidden size of ViT-L/14, the encoder SGLang measures others by. */
const plainVision = 24 * 1024 ** 2

function visionFactor({
  layers,
  hiddenSize,
}: {
  readonly layers: number
  readonly hiddenSize: number
}): number {
  const size = (layers * hiddenSize ** 2) / plainVision
  return 0.95 * Math.max(0.8, Math.min(1.05, 1 - 0.1 * (size - 1)))
}

/** Share of the device's memory for weights and cache. */
export function sglangFraction(
  rule: FractionRule,
  device: EngineDevice,
  chunk: number,
  graphBatch: number,
): number {
  const settings: SglangSettings = device.sglang ?? {}
  const totalMiB = device.memoryGiB * 1024
  const parallel = 128 * (device.tensorParallel ?? 1) * (device.pipelineParallel ?? 1)
  const postCapture =
    rule.postCaptureMiB !== undefined &&
    settings.latentAttention !== true &&
    /^(1|true|yes)$/i.test(device.env?.SGLANG_ENABLE_POST_CAPTURE_KV_SIZING ?? '')
  if (postCapture) {
    const fraction = rounded(totalMiB, (rule.postCaptureMiB ?? 0) + parallel)
    return settings.vision === undefined ? fraction : fraction - 8192 / totalMiB
  }
  // without chunks a prefill is up to 16,384 tokens (--max-prefill-tokens)
  const tokens = Math.max(chunk > 0 ? chunk : 16_384, 2048)
  let reserved = 512 + 1.5 * tokens + parallel + graphReserve(rule, device, chunk, graphBatch)
  if (device.memoryGiB > 60) reserved = Math.max(reserved, 10_240)
  if (settings.deepep && rule.prefillGraphs) reserved += 2048
  if (rule.reservesForDrafts && settings.draft !== undefined) {
    reserved += settings.draft === 'standalone' ? 6144 : 2048
  }
  const fraction = rounded(totalMiB, reserved)
  return settings.vision === undefined ? fraction : fraction * visionFactor(settings.vision)
}

function rounded(totalMiB: number, reservedMiB: number): number {
  return Math.round(((totalMiB - reservedMiB) / totalMiB) * 1000) / 1000
}
