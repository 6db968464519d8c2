/**
 * One line of a decision, for conditions, Events and logs. Holds nothing that ages by itself.
 * @module
 */
import type { Decision } from '../decision.ts'
import { devices, gpus, served } from './words.ts'

/** `Qwen3-32B bf16 on 1 x MI300X (recipe qwen3-32b-mi300x-bf16, vllm 0.33.0): 111.4 GiB of KV cache, …`. */
export function summaryOf(decision: Decision): string {
  const { chosen } = decision
  if (decision.verdict === 'DoesNotFit' || chosen === undefined) {
    const why = decision.reasons.map((reason) => reason.message).join('; ')
    const needs = decision.asked?.gpuCount === undefined ? '' : ` on ${gpus(decision.asked.gpuCount)}`
    if (
      decision.reasons.length > 0 &&
      decision.reasons.every((reason) => reason.code === 'AcceleratorAbsent')
    )
      return `${decision.model} has nowhere to run: ${why}`
    return decision.verdict === 'Unknown'
      ? `${decision.model} not checked: ${why}`
      : `${decision.model}${needs} does not fit: ${why}`
  }
  const { candidate, memory } = chosen
  const plan = `${decision.model} ${candidate.precision} on ${devices(candidate)} (recipe ${candidate.recipe.name}, ${candidate.engine.backend} ${candidate.engine.version})`
  if (decision.verdict === 'Unknown')
    return `${plan}, not checked: ${decision.reasons.map((reason) => reason.message).join('; ')}`
  return memory ? `${plan}: ${served(memory)}` : plan
}
