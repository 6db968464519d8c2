/**
 * Models that an engine loads beside the one it serves, to guess tokens ahead: their repositories are fetched all the same.
 * @module
 */
import { tokenize } from '../src/engines/argument-tokens.ts'
import { field, textOf } from './json.ts'
import type { PlacedText } from './models.ts'

/** Sources: `SpeculativeConfig` of vLLM, `server_args.py` of SGLang (with the older name of the flag). */
const flags = /^--speculative-(?:draft-model-path|draft-model|model|config\.model)$/

/** vLLM's words for guessing without a model. */
const methods = ['ngram', '[ngram]', 'suffix']

export function draftModels(words: readonly PlacedText[]): readonly PlacedText[] {
  const tokens = tokenize(words.map(({ text }) => text))
  return tokens.flatMap(({ flag, value, index }, at) => {
    const next = tokens[at + 1]
    const given = value ?? (next?.flag === undefined ? next?.value : undefined)
    const name = flag?.replaceAll('_', '-')
    if (name === undefined || given === undefined) return []
    const text = name === '--speculative-config' ? modelIn(given) : flags.test(name) ? given : undefined
    if (text === undefined || text === '' || methods.includes(text)) return []
    return [{ text, path: words[index]?.path ?? '' }]
  })
}

function modelIn(json: string): string | undefined {
  try {
    return textOf(field(JSON.parse(json), 'model'))
  } catch {
    return undefined
  }
}
