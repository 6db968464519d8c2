/**
 * Bytes that a layer without keys and values keeps of one request, on one rank.
 * Source: `model_executor/layers/mamba/mamba_utils.py` of vLLM 0.33.0 (state shapes and dtypes).
 * @module
 */
import type { GatedDelta, KimiDelta, Lightning, Mamba2, Mixer } from '../../../catalog/model-shape.ts'

export type StateMixer = GatedDelta | KimiDelta | Mamba2 | Lightning

export interface StateSetting {
  readonly tensorParallel: number
  /** Bytes of the model's dtype. */
  readonly modelBytes: number
  /** Tokens that a draft proposes at a time; the convolution keeps them too. */
  readonly draftTokens: number
  /** Bytes that `--mamba-cache-dtype` asks for; undefined: the model's. */
  readonly convBytes: number | undefined
  /** Bytes that `--mamba-ssm-cache-dtype` asks for; undefined: the model's rule. */
  readonly recurrentBytes: number | undefined
}

/** Whether a layer keeps a state instead of keys and values. */
export function isStateMixer(mixer: Mixer): mixer is StateMixer {
  return (
    mixer.kind === 'gated-delta' ||
    mixer.kind === 'kimi-delta' ||
    mixer.kind === 'mamba2' ||
    mixer.kind === 'lightning'
  )
}

/** Bytes of convolution and recurrence of one layer and request. Heads are split over ranks; whether they divide is a matter of legality. */
export function stateBytes(mixer: StateMixer, setting: StateSetting): number {
  const { tensorParallel: tp, draftTokens } = setting
  const conv = setting.convBytes ?? setting.modelBytes
  switch (mixer.kind) {
    case 'gated-delta': {
      const width = 2 * mixer.keyHeads * mixer.keyDim + mixer.valueHeads * mixer.valueDim
      const recurrence = Math.ceil(mixer.valueHeads / tp) * mixer.valueDim * mixer.keyDim
      return (
        Math.ceil(width / tp) * (mixer.convKernel - 1 + draftTokens) * conv +
        recurrence * (setting.recurrentBytes ?? mixer.stateBytes ?? conv)
      )
    }
    case 'kimi-delta': {
      const width = 3 * mixer.heads * mixer.headDim
      const recurrence = Math.ceil(mixer.heads / tp) * mixer.headDim ** 2
      // fp32 unless asked otherwise
      return (
        Math.ceil(width / tp) * (mixer.convKernel - 1 + draftTokens) * conv +
        recurrence * (setting.recurrentBytes ?? 4)
      )
    }
    case 'mamba2': {
      // groups that do not divide are widened to one a rank
      const groups = mixer.groups % tp === 0 ? mixer.groups : tp
      const width = mixer.heads * mixer.headDim + 2 * groups * mixer.stateSize
      const recurrence = Math.ceil(mixer.heads / tp) * mixer.headDim * mixer.stateSize
      return (
        Math.ceil(width / tp) * (mixer.convKernel - 1 + draftTokens) * conv +
        recurrence * (setting.recurrentBytes ?? mixer.stateBytes ?? conv)
      )
    }
    case 'lightning':
      return Math.ceil(mixer.heads / tp) * mixer.headDim ** 2 * conv
  }
}
