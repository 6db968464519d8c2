/**
 * SGLang's own arguments that decide memory, from its flags.
 * @module
 */
import type { SglangSettings } from '../../catalog/engines.ts'
import type { ModelShape } from '../../catalog/model-shape.ts'
import type { EngineSettings } from '../../engines/settings.ts'
import type { SglangCacheInput } from './cache/plan.ts'

const isOn = (value: string | true | undefined) => value !== undefined && value !== 'false'

function numbered<K extends string>(
  other: EngineSettings['other'],
  keys: Readonly<Record<K, string>>,
): Partial<Record<K, number>> {
  const found: Partial<Record<K, number>> = {}
  for (const key in keys) {
    const value = other[keys[key]]
    if (typeof value === 'string' && Number.isFinite(Number(value))) found[key] = Number(value)
  }
  return found
}

/** What its default fraction reserves for. */
export function sglangSettings(
  { maxNumBatchedTokens, maxNumSeqs, dataParallel, enforceEager, other }: EngineSettings,
  shape: ModelShape | undefined,
): SglangSettings {
  const kinds = shape?.kinds.map(({ mixer }) => mixer.kind) ?? []
  const draft = other['speculative-algorithm']
  return {
    ...(maxNumBatchedTokens === undefined ? {} : { chunkedPrefillSize: maxNumBatchedTokens }),
    ...numbered(other, { decodeGraphBatch: 'cuda-graph-max-bs' }),
    ...(maxNumSeqs === undefined ? {} : { maxRunningRequests: maxNumSeqs }),
    decodeGraphs: enforceEager !== true,
    prefillGraphs: !isOn(other['disable-piecewise-cuda-graph']),
    latentAttention: kinds.includes('latent'),
    uncapturedPrefill: kinds.includes('kimi-delta') || kinds.includes('compressed-latent'),
    ...(isOn(other['enable-dp-attention']) && dataParallel !== undefined
      ? { attentionDataParallel: dataParallel }
      : numbered(other, { attentionDataParallel: 'attn-dp-size' })),
    deepep: other['moe-a2a-backend'] === 'deepep',
    ...(typeof draft === 'string' ? { draft: draft === 'STANDALONE' ? 'standalone' : 'head' } : {}),
  }
}

/** What sizes its pools. */
export function sglangCache({ maxNumSeqs, other }: EngineSettings): SglangCacheInput {
  return {
    ...numbered(other, {
      windowRatio: 'swa-full-tokens-ratio',
      stateRatio: 'mamba-full-memory-ratio',
      maxTotalTokens: 'max-total-tokens',
      maxStates: 'max-mamba-cache-size',
    }),
    ...(maxNumSeqs === undefined ? {} : { maxRunningRequests: maxNumSeqs }),
    radixCache: !isOn(other['disable-radix-cache']),
  }
}
