/**
 * Tokens of a cache block. Models with states have it computed: a page of attention must hold a whole state.
 * Source: `_align_hybrid_block_size` of vLLM 0.20.2 to 0.33.0 (`platforms/interface.py`), `HybridAttentionMambaModelConfig` before
 * (`model_executor/models/config.py`).
 * @module
 */
import type { Bucket } from './groups.ts'
import type { CacheEntry } from './pages.ts'
import type { PlanningRules } from './planning-rules.ts'

export interface BlockSetting {
  /** Tokens asked for; raised where a state needs more, never lowered. */
  readonly asked: number | undefined
  /** Tokens where nobody asks. */
  readonly usual: number
  /** How requests keep states: one for the request, or one for every block of tokens. */
  readonly stateMode: StateMode
  readonly rules: PlanningRules
}

/** `none`: no prefix caching; `align`: two states, at block ends; `all`: a state for every block. */
export type StateMode = 'none' | 'align' | 'all'

/** Tokens of a block; `undefined` where it depends on a kernel's chunk that the config does not name. */
export function blockSize(buckets: readonly Bucket[], setting: BlockSetting): number | undefined {
  const { rules } = setting
  const plain = setting.asked ?? setting.usual
  let state = 0
  let chunk: number | undefined
  let attention: Exclude<CacheEntry, { kind: 'state' }> | undefined
  for (const { entry } of buckets) {
    if (entry.kind === 'state') {
      state = Math.max(state, entry.bytes)
      chunk ??= entry.chunkSize
    } else attention ??= entry
  }
  if (state === 0 || attention === undefined) return plain
  const alignment = attention.latent ? rules.hybridAlignment.latent : rules.hybridAlignment.attention
  let multiple = rules.hybridBlockMultiple ? Math.max(alignment, plain) : alignment
  if (setting.stateMode === 'all') {
    if (chunk === undefined) return undefined
    multiple = leastCommonMultiple(chunk, multiple)
  }
  const needed = multiple * Math.ceil(state / (multiple * attention.bytesPerToken))
  return Math.max(setting.asked ?? 0, needed)
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y !== 0) [x, y] = [y, x % y]
  return (a / x) * b
}
