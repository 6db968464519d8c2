/**
 * How vLLM forms pages, groups and the start check, by version: what no argument and no device changes.
 * Source: `v1/core/kv_cache_utils.py` (0.33.0: `kv_cache_planning.py`), `v1/kv_cache_interface.py`, `model_executor/models/config.py`
 * and `platforms/interface.py` of the published packages 0.9.2, 0.11.0, 0.11.1, 0.12.0, 0.13.0, 0.14.1,
 * 0.16.0, 0.17.1, 0.18.1, 0.19.1, 0.20.2, 0.23.0, 0.24.0, 0.26.0 to 0.28.0, 0.30.0, 0.31.0 and 0.33.0.
 * @module
 */
import { rowInForce } from '../../../catalog/version.ts'

export interface PlanningRules {
  readonly since: string
  /** Every attention layer keeps every token, in one table (the old engine had no groups). */
  readonly oneTable: boolean
  /** Buckets within this factor of each other are padded to the largest instead of cut to the smallest; 1: never. */
  readonly padWithin: number
  /** Pages of different size: refused, evened out by the block size of the smaller, or by padding where that does not divide. */
  readonly unevenPages: 'refused' | 'blocks' | 'padding'
  /**
   * Pages of DeepSeek V4, which differ in size and lie side by side in a block: not supported; as many tuples of all sizes as
   * the largest group has; as many slots of each size as any group has; the widest group, its pages padded to those of the first
   * group; the widest group as it is.
   */
  readonly packing: 'none' | 'tuples' | 'slots' | 'padded' | 'widest'
  /** What the start check adds up: every layer on its own, the first group only, or all groups. */
  readonly startCheck: 'layers' | 'firstGroup' | 'groups'
  /** Values may be narrower than keys in the cache. */
  readonly valueWidth: boolean
  /** Models with states may cache prefixes, and draft tokens have a page of each state. */
  readonly cachesStates: boolean
  /** Tokens that the block of a hybrid model is a multiple of: with keys and values per head, with latents. */
  readonly hybridAlignment: { readonly attention: number; readonly latent: number }
  /** The configured block size is part of that multiple; else it only has to be as large. */
  readonly hybridBlockMultiple: boolean
  /** With prefix caching, Mamba 2 keeps a state for every block of tokens instead of two in all. */
  readonly mambaStateEveryBlock: boolean
}

const v0_6: PlanningRules = {
  since: '0.6.4',
  oneTable: true,
  padWithin: 1,
  unevenPages: 'refused',
  packing: 'none',
  startCheck: 'layers',
  valueWidth: false,
  cachesStates: false,
  hybridAlignment: { attention: 16, latent: 16 },
  hybridBlockMultiple: false,
  mambaStateEveryBlock: false,
}
const v0_9: PlanningRules = { ...v0_6, since: '0.9.0', oneTable: false }
const v0_11_1: PlanningRules = { ...v0_9, since: '0.11.1', hybridAlignment: { attention: 16, latent: 64 } }
const v0_12: PlanningRules = { ...v0_11_1, since: '0.12.0', unevenPages: 'blocks', padWithin: 1.25 }
// an oversight of the source: a start that cannot serve its longest request passes the check
const v0_14: PlanningRules = { ...v0_12, since: '0.14.0', startCheck: 'firstGroup', valueWidth: true }
const v0_15: PlanningRules = { ...v0_14, since: '0.15.1', cachesStates: true, mambaStateEveryBlock: true }
const v0_18: PlanningRules = { ...v0_15, since: '0.18.0', padWithin: 1.5 }
const v0_19: PlanningRules = { ...v0_18, since: '0.19.1', startCheck: 'groups' }
const v0_20: PlanningRules = {
  ...v0_19,
  since: '0.20.2',
  packing: 'tuples',
  hybridAlignment: { attention: 16, latent: 16 },
  hybridBlockMultiple: true,
}
const v0_23: PlanningRules = { ...v0_20, since: '0.23.0', packing: 'slots' }
const v0_24: PlanningRules = { ...v0_23, since: '0.24.0', unevenPages: 'padding' }
const v0_27: PlanningRules = {
  ...v0_24,
  since: '0.27.0',
  packing: 'padded',
  hybridAlignment: { attention: 16, latent: 128 },
}
const v0_28: PlanningRules = { ...v0_27, since: '0.28.0', mambaStateEveryBlock: false }
const v0_30: PlanningRules = { ...v0_28, since: '0.30.0', packing: 'widest' }

/** Oldest first. */
const rows: readonly [PlanningRules, ...PlanningRules[]] = [
  v0_6,
  v0_9,
  v0_11_1,
  v0_12,
  v0_14,
  v0_15,
  v0_18,
  v0_19,
  v0_20,
  v0_23,
  v0_24,
  v0_27,
  v0_28,
  v0_30,
]

/** Rules of a vLLM version; one between two that were read has those of the older. */
export function planningRules(version: string): PlanningRules {
  return rowInForce(rows, version)
}
