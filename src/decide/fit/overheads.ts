/**
 * Memory of one rank that no tensor of the model explains: contexts, kernels, communicators.
 *
 * What of it the cache pays for depends on when the engine takes its baseline (`EngineDefaults.baseline`): after communicators
 * from vLLM 0.11, before them in 0.6.5 to 0.10, never in 0.6.4 and earlier, which charged everything on the device.
 * Figures are expected values of logged starts, not the worst seen.
 * @module
 */
import type { EngineRules } from './engine-rules.ts'

export interface NonTorchInput {
  readonly rules: Pick<EngineRules, 'baseline'>
  readonly vendor: 'amd' | 'nvidia'
  /** LLVM target of an AMD part: Radeons (gfx10 to gfx12) load more than Instincts. */
  readonly gfx?: string
  /** Ranks of one engine that communicate: tensor × pipeline parallel. */
  readonly ranks: number
}

interface NonTorch {
  /** Kernels and workspaces loaded by the first step, GiB. */
  readonly kernels: number
  /** More of it once ranks talk: peer buffers made by the first collective. */
  readonly firstCollective: number
  /** Context and what loading left behind, where everything is charged. */
  readonly context: number
  /** Communicators, for each rank. */
  readonly communicators: number
}

/**
 * ROCm: MI300X 0.66 (vLLM 0.9.2), MI210 0.5-0.8 (what 0.23 leaves unexplained), no more on two ranks; with everything charged
 * (0.6.4) MI300X 2.5-3.5 on one rank, 3.8 on two, 6.8-8.0 on eight. Radeon: R9700 0.45-1.2 on some days and 2.2-3.3 on others
 * with the same build and the same arguments (Llama-3.1-8B on 0.11.2: 15.33 and 12.73 GiB of cache). The figure is between,
 * nearer to the worse days: what is promised too much fails at start.
 * CUDA: H100 0.13-0.14 on one rank, 0.54-0.55 on two (0.11.0); A100, RTX 3090 and 5090 0.14-0.19, A100 0.34-0.43 on four ranks
 * (0.8.3), RTX 3090 0.20 on sixteen (0.8.2); with everything charged H100 1.8 and 3.6, RTX 3090 0.35.
 */
const nonTorch = {
  instinct: { kernels: 0.6, firstCollective: 0, context: 1.8, communicators: 0.6 },
  radeon: { kernels: 2, firstCollective: 0, context: 1.8, communicators: 0.6 },
  nvidia: { kernels: 0.15, firstCollective: 0.4, context: 1, communicators: 0.02 },
} as const satisfies Readonly<Record<string, NonTorch>>

function familyOf(vendor: 'amd' | 'nvidia', gfx: string | undefined): keyof typeof nonTorch {
  if (vendor === 'nvidia') return 'nvidia'
  return gfx?.startsWith('gfx1') ? 'radeon' : 'instinct'
}

/** GiB charged to the cache on one rank. */
export function nonTorchGiB({ rules, vendor, gfx, ranks }: NonTorchInput): number {
  const { kernels, firstCollective, context, communicators } = nonTorch[familyOf(vendor, gfx)]
  const growth = kernels + (ranks > 1 ? firstCollective : 0)
  const before = ranks > 1 ? communicators * ranks : 0
  switch (rules.baseline) {
    case 'growth':
      return growth
    case 'communicators':
      return growth + before
    case 'everything':
      return growth + before + context
  }
}

/**
 * GiB gone from the device before the engine looks: context and communicators, so that the total less this is free at start.
 * Logged: starts at 0.98 on one and two R9700 passed (under 0.64 of 31.86 GiB), at 0.99 on RTX 3090 (under 0.24).
 */
export function beforeStartGiB(vendor: 'amd' | 'nvidia', ranks: number): number {
  const alone = vendor === 'amd' ? 0.3 : 0.2
  return alone + (ranks > 1 ? 0.1 * Math.min(ranks, 8) : 0)
}
