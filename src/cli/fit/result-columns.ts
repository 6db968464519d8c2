/**
 * An answer as cells of a table: what a batch adds to the columns of its file.
 * @module
 */
import { type Answer, isWhole } from '../../decide/calculator/answer.ts'

/** What became of a row: an answer, or the words for why there is none. */
export interface Result {
  readonly answer?: Answer
  readonly error?: string
}

const joined = (texts: readonly string[]) => texts.join('; ')

function certaintyOf({ reasons }: Answer): string {
  if (reasons.length === 0) return ''
  return reasons.some(({ certainty }) => certainty === 'certain') ? 'certain' : 'estimated'
}

/** Column → the cell of an answer, in the order they are written. */
const cellsOf: Readonly<Record<string, (answer: Answer) => string | number | undefined>> = {
  verdict: ({ verdict }) => verdict,
  certainty: certaintyOf,
  reason: ({ reasons }) =>
    joined(reasons.map(({ field, message }) => (field === undefined ? message : `${field}: ${message}`))),
  weights_gib_per_gpu: ({ perGpu }) => perGpu?.weightsGiB,
  kv_cache_gib_per_gpu: ({ perGpu }) => (isWhole(perGpu) ? perGpu.kvCacheGiB : undefined),
  kv_cache_tokens: ({ kvCacheTokens }) => kvCacheTokens,
  max_concurrency: ({ maxConcurrency }) => maxConcurrency,
  largest_max_model_len: ({ largestMaxModelLen }) => largestMaxModelLen,
  notes: ({ notes }) => joined(notes),
}

/** Names of the columns a batch adds; `error` is the last. */
export const resultColumns: readonly string[] = [...Object.keys(cellsOf), 'error']

/** Cells of a result under `resultColumns`; a row that could not be read has only its error. */
export function resultCells({ answer, error = '' }: Result): readonly string[] {
  const cells = Object.values(cellsOf).map((cell) => (answer === undefined ? '' : String(cell(answer) ?? '')))
  return [...cells, error]
}
