/**
 * How SGLang sizes its pools, by version.
 * Source: `model_executor/model_runner_kv_cache_mixin.py` of 0.5.9, `mem_cache/kv_cache_configurator.py`,
 * `model_executor/pool_configurator.py` and `configs/model_config.py` of 0.5.16 and 0.5.23.
 * @module
 */
import { rowInForce } from '../../../catalog/version.ts'

export interface SglangPlanningRules {
  readonly since: string
  /** Classes whose window layers have a pool of their own; the others keep every token of every layer. */
  readonly windowPools: ReadonlySet<string>
  /** The pool of states has one more that pads it, and counts the layers of the fullest stage instead of all. */
  readonly paddedStates: boolean
  /** Tokens are first counted with every layer full and then redistributed (two roundings). */
  readonly redistributes: boolean
}

const classes0509 = [
  'Llama4ForConditionalGeneration',
  'GptOssForCausalLM',
  'MiMoV2FlashForCausalLM',
  'Step3p5ForCausalLM',
]
const classes0516 = [
  ...classes0509,
  'MiMoV2ForCausalLM',
  'Step3p7ForConditionalGeneration',
  'Gemma4ForCausalLM',
  'Gemma4ForConditionalGeneration',
  'Gemma4UnifiedForConditionalGeneration',
  'LagunaForCausalLM',
  'MellumForCausalLM',
  'InklingForConditionalGeneration',
]
const classes0523 = [...classes0516, 'GraniteSWAForCausalLM', 'GraniteMoeSWAForCausalLM']

const v0509: SglangPlanningRules = {
  since: '0.5.9',
  windowPools: new Set(classes0509),
  paddedStates: false,
  redistributes: true,
}
const v0516: SglangPlanningRules = {
  since: '0.5.16',
  windowPools: new Set(classes0516),
  paddedStates: false,
  redistributes: false,
}

const rows: readonly [SglangPlanningRules, ...SglangPlanningRules[]] = [
  v0509,
  v0516,
  { ...v0516, since: '0.5.23', windowPools: new Set(classes0523), paddedStates: true },
]

/** Rules of a SGLang version; one between two that were read has those of the older. */
export function sglangPlanningRules(version: string): SglangPlanningRules {
  return rowInForce(rows, version)
}
