/**
 * Repository names taken apart: publisher, model, and the words that only say how the weights are stored.
 * @module
 */
import { storageWords } from './storage-words.ts'
import type { WeightFormat } from './weight-format.ts'

export interface NameParts {
  /** Empty where the name has none. */
  readonly publisher: string
  /** Name of the model with neither publisher nor storage, lower case, words parted by `-`. */
  readonly key: string
  /** Absent where the name says nothing of it. */
  readonly format?: WeightFormat
  /** The word for files that the engines do not read: `gguf`, `bnb`. */
  readonly unreadable?: string
}

/** What a publisher means by a plain `-FP8`. Default: one scale a tensor. Source: their repositories' config.json. */
const plainFP8: Readonly<Record<string, WeightFormat>> = {
  qwen: 'fp8-block128',
  'deepseek-ai': 'fp8-block128',
  minimaxai: 'fp8-block128',
  // GLM-4.5 to 4.7; GLM-5 has blocks and is in the table under its own names
  'zai-org': 'fp8-channel',
}

const shape = /^(?:[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._ -]*$/

/** One separator, and no words that publishers add or leave out at will. */
function plainWords(name: string): string {
  return (
    name
      .replaceAll(/(?<=\d)_(?=\d)/g, '.')
      .replaceAll(/[_ ]+/g, '-')
      .replace('quantized.', 'quantized-')
      .replaceAll(/(?<=-[48])-(?=bits?(?:-|$))/g, '')
      .replace(/(?<=-[48]bit)s(?=-|$)/, '')
      // elsewhere 4b and 8b are sizes
      .replace(/(?<=-gptq-[48]b)(?=-|$)/, 'it')
      .replace(/^meta-(?=llama)/, '')
      .replace(/^c4ai-(?=command)/, '')
  )
}

/** A repository name taken apart; `undefined` for what is no repository name (a path, a URL). */
export function nameParts(id: string): NameParts | undefined {
  const name = id.trim().toLowerCase()
  if (!shape.test(name)) return undefined
  const slash = name.indexOf('/')
  const publisher = name.slice(0, Math.max(slash, 0))
  const { rest, format, plainFP8: plain, unreadable } = storageWords(plainWords(name.slice(slash + 1)))
  const meant = plain ? (plainFP8[publisher] ?? format) : format
  return {
    publisher,
    key: rest.endsWith('-hf') ? rest.slice(0, -'-hf'.length) : rest,
    ...(meant && { format: meant }),
    ...(unreadable !== undefined && { unreadable }),
  }
}

/**
 * A key without the word for the kind of training it ended with. Relatives that differ in nothing else share it.
 *
 * @example withoutRelease('qwen3-next-80b-a3b-instruct') // 'qwen3-next-80b-a3b'
 */
export function withoutRelease(key: string): string {
  return key.replace(/-(?:instruct|chat|it|pt|base|thinking|reasoning)$/, '')
}
