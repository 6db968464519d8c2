/**
 * The longest context, as vLLM derives it from a config (config/model.py and model_arch_config_convertor.py of 0.33.0).
 * @module
 */
import type { ConfigFields } from './config-fields.ts'
import type { ConfigParts } from './decoder.ts'

/** Fields that limit the length; the smallest counts. */
const lengthFields = [
  'max_position_embeddings',
  'n_positions',
  'max_seq_len',
  'seq_length',
  'model_max_length',
  'max_target_positions',
  'max_sequence_length',
  'max_seq_length',
  'seq_len',
] as const

/** Length of a model that states none. */
const unstated = 2048

/** Rope types whose `max_position_embeddings` is scaled already. */
const scaledAlready = new Set(['su', 'longrope', 'llama3', 'yarn', 'deepseek_yarn', 'deepseek_llama_scaling'])

/** `rope_scaling` or `rope_parameters`: one object, or one a kind of layer. */
function ropes(text: ConfigFields): readonly ConfigFields[] {
  const rope = text.child(text.named('rope_scaling', 'rope_parameters'))
  if (rope === undefined) return []
  const layered = ['full_attention', 'sliding_attention'].flatMap((kind) => rope.child(kind) ?? [])
  return layered.length > 0 ? layered : [rope]
}

const ropeType = (rope: ConfigFields) => rope.text(rope.named('rope_type', 'type')) ?? 'default'

export interface Positions {
  readonly maxPositions: number
  readonly defaultPositions?: number
  readonly yarnPositions?: number
}

/** Lengths of a model, tokens; `fallback` is its class's where the config states none. */
export function readPositions({ root, text }: ConfigParts, fallback = unstated): Positions {
  const stated = lengthFields.filter((key) => text.has(key)).map((key) => text.dimension(key))
  const own = text.has('model_max_length') ? text.dimension('model_max_length') : undefined
  const length = own ?? (stated.length > 0 ? Math.min(...stated) : fallback)
  if (root.text('model_type')?.includes('gemma3')) return { maxPositions: length }
  const all = ropes(text)
  const factor = all.reduce(
    (last, rope) => (scaledAlready.has(ropeType(rope)) ? last : rope.number('factor', last)),
    1,
  )
  const maxPositions = Math.floor(length * factor)
  const original = (at: ConfigFields) =>
    at.has('original_max_position_embeddings') ? at.dimension('original_max_position_embeddings') : undefined
  const longrope = all.find((rope) => ropeType(rope) === 'longrope')
  const yarn = all.find((rope) => /^(deepseek_)?yarn$/.test(ropeType(rope)))
  const start = longrope && (original(text) ?? original(longrope))
  const extended = yarn && Math.floor((original(yarn) ?? length) * yarn.number('factor', 1))
  return {
    maxPositions,
    ...(start !== undefined && start !== maxPositions && { defaultPositions: start }),
    ...(extended !== undefined && extended !== maxPositions && { yarnPositions: extended }),
  }
}
