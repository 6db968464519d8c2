/**
 * Which of vLLM's two model runners a version takes for a model: sampler, graph charge and batches in flight follow from it.
 * Source: vLLM `config/vllm.py` (`use_v2_model_runner`) of 0.23.0, 0.24.0, 0.26.0, 0.28.0, 0.30.0, 0.31.0 and 0.33.0.
 * @module
 */
import type { EngineDevice } from './engines.ts'

export interface RunnerRule {
  /** Models on V2: none, those named in `classes`, the named and every plain dense one, all. */
  readonly newFor: 'none' | 'named' | 'dense' | 'all'
  readonly classes?: ReadonlySet<string>
  /** Of the named, only 16-bit dense ones (0.23.0). */
  readonly only16BitDense?: boolean
  /** Classes that stay on V1 on ROCm. */
  readonly oldOnRocm?: ReadonlySet<string>
}

export const allOld: RunnerRule = { newFor: 'none' }

export const runnerOf0230: RunnerRule = {
  newFor: 'named',
  only16BitDense: true,
  classes: new Set(['LlamaForCausalLM', 'MistralForCausalLM', 'Qwen3ForCausalLM']),
}

export const runnerOf0240: RunnerRule = {
  newFor: 'named',
  classes: new Set([
    'DeepseekV2ForCausalLM',
    'GraniteMoeForCausalLM',
    'LlamaForCausalLM',
    'MistralForCausalLM',
    'Qwen2MoeForCausalLM',
    'Qwen3ForCausalLM',
  ]),
}

const named0260 = [
  'DeepseekV2ForCausalLM',
  'GraniteMoeForCausalLM',
  'InklingForCausalLM',
  'InklingForConditionalGeneration',
  'LongcatFlashNgramForCausalLM',
  'Qwen2MoeForCausalLM',
]

export const runnerOf0260: RunnerRule = { newFor: 'dense', classes: new Set(named0260) }

export const runnerOf0280: RunnerRule = {
  newFor: 'dense',
  classes: new Set([...named0260, 'DeepseekV4ForCausalLM', 'KimiK3ForConditionalGeneration']),
  oldOnRocm: new Set(['DeepseekV4ForCausalLM']),
}

export const runnerOf0300: RunnerRule = {
  newFor: 'all',
  oldOnRocm: new Set(['DeepseekV32ForCausalLM', 'DeepseekV4ForCausalLM', 'GlmMoeDsaForCausalLM']),
}

export const allNew: RunnerRule = { newFor: 'all' }

export function runnerFor(rule: RunnerRule, device: EngineDevice): 'v1' | 'v2' {
  const wish = device.env?.VLLM_USE_V2_MODEL_RUNNER
  if (wish !== undefined) return wish === '1' ? 'v2' : 'v1'
  const architecture = device.architecture ?? ''
  if (device.gfx !== '' && rule.oldOnRocm?.has(architecture)) return 'v1'
  if (rule.newFor === 'none' || rule.newFor === 'all') return rule.newFor === 'all' ? 'v2' : 'v1'
  const mixture = device.mixtureOfExperts === true
  if (rule.classes?.has(architecture)) {
    return rule.only16BitDense && (mixture || device.quantized === true) ? 'v1' : 'v2'
  }
  return rule.newFor === 'dense' && !mixture && device.hybrid !== true ? 'v2' : 'v1'
}
