/**
 * Tokens and sequences of one step, as the engine settles them from its defaults and from what was set.
 * Source: vLLM `engine/arg_utils.py` 0.9.2 to 0.33.0, `config.py` of 0.6.4 for the old engine.
 * @module
 */
import type { EngineDefaults } from '../../catalog/engines.ts'

export interface StepLimitsInput {
  readonly defaults: Pick<
    EngineDefaults,
    'maxNumSeqs' | 'maxNumBatchedTokens' | 'profilesWholeContext' | 'runner'
  >
  /** Where they were set. */
  readonly sequences?: number | undefined
  readonly batchedTokens?: number | undefined
  /** Longest request, tokens. */
  readonly maxModelLen: number
  /** `--no-enable-chunked-prefill` switches it off. Default on. */
  readonly chunkedPrefill?: boolean | undefined
  /** `--performance-mode throughput` doubles what was not set. */
  readonly throughput?: boolean | undefined
  /** The old engine cuts long contexts into chunks on CUDA. */
  readonly rocm: boolean
}

export interface StepLimits {
  readonly sequences: number
  readonly batchedTokens: number
}

/** Contexts above this are chunked by the old engine on CUDA, tokens. */
const longContext = 32_768

export function stepLimits(input: StepLimitsInput): StepLimits {
  const { defaults, maxModelLen } = input
  const twice = input.throughput ? 2 : 1
  const sequences = input.sequences ?? defaults.maxNumSeqs * twice
  const batchedTokens = input.batchedTokens ?? defaultTokens(input, sequences, twice)
  // SGLang schedules sequences and chunks apart; the old engine refuses what later ones cap
  const capped = defaults.runner === 'v1' || defaults.runner === 'v2'
  return { sequences: capped ? Math.min(sequences, batchedTokens) : sequences, batchedTokens }

  function defaultTokens({ rocm, chunkedPrefill }: StepLimitsInput, perStep: number, factor: number): number {
    const tokens = defaults.maxNumBatchedTokens * factor
    if (defaults.runner === 'sglang') return tokens
    if (defaults.profilesWholeContext) {
      return rocm || maxModelLen <= longContext ? Math.max(maxModelLen, tokens) : tokens
    }
    const whole = chunkedPrefill === false ? Math.max(tokens, maxModelLen) : tokens
    return Math.min(whole, perStep * maxModelLen)
  }
}
