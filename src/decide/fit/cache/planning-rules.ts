/**
 * How vLLM forms pages, groups and the start check, by version: what no argument and no device changes.
 * Source: `v1/core/kv_cache_utils.py` (0.33.0: `kv_cache_planning.py`), `v1/kv_cache_interface.py`, `model_executor/models/config.py`
 * and `platforms/interface.py` of the published packages 0.9.2, 0.11.0, 0.15.1 to 0.33.0.
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
  startCheck: 'layers',
  valueWidth: false,
  cachesStates: false,
  hybridAlignment: { attention: 16, latent: 16 },
  hybridBlockMultiple: false,
  mambaStateEveryBlock: false,
}
const v0_9: PlanningRules = { ...v0_6, since: '0.9.0', oneTable: false }
const v0_15: PlanningRules = {
  ...v0_9,
  since: '0.15.1',
  padWithin: 1.25,
  unevenPages: 'blocks',
  // an oversight of the source until 0.20: a start that cannot serve its longest request may pass
  startCheck: 'firstGroup',
  valueWidth: true,
  cachesStates: true,
  hybridAlignment: { attention: 16, latent: 64 },
  mambaStateEveryBlock: true,
}
const v0_20: PlanningRules = {
  ...v0_15,
  since: '0.20.2',
  padWithin: 1.5,
  startCheck: 'groups',
  hybridAlignment: { attention: 16, latent: 16 },
  hybridBlockMultiple: true,
}
const v0_24: PlanningRules = { ...v0_20, since: '0.24.0', unevenPages: 'padding' }
const v0_28: PlanningRules = {
  ...v0_24,
  since: '0.28.0',
  hybridAlignment: { attention: 16, latent: 128 },
  mambaStateEveryBlock: false,
}

const rows: readonly [PlanningRules, ...PlanningRules[]] = [v0_6, v0_9, v0_15, v0_20, v0_24, v0_28]

/** Rules of a vLLM version; one between two that were read has those of the older. */
export function planningRules(version: string): PlanningRules {
  return rowInForce(rows, version)
}
