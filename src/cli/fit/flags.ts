/**
 * The flags of `fitgate fit`, each with its kind and the columns of a batch file that mean the same.
 * @module
 */
import { flagOf, type Question } from '../../decide/calculator/question.ts'
import { type FieldError, nearest } from '../../vocabulary/field-error.ts'

type Kind = 'word' | 'count' | 'tokens' | 'bytes' | 'fraction' | 'gib' | 'flag'

export interface Flag {
  readonly key: Exclude<keyof typeof flagOf, 'config' | 'weightsIndex' | 'engineArgs'>
  readonly kind: Kind
  /** Other names of the column in a batch file. */
  readonly columns?: readonly string[]
}

/** Every flag whose value is not a file. */
export const flags: readonly Flag[] = [
  { key: 'model', kind: 'word' },
  { key: 'accelerator', kind: 'word', columns: ['gpu'] },
  { key: 'gpuMemoryGiB', kind: 'gib', columns: ['gpu-mem-gib'] },
  { key: 'engine', kind: 'word' },
  { key: 'tensorParallel', kind: 'count', columns: ['tp', 'tp-size'] },
  { key: 'pipelineParallel', kind: 'count', columns: ['pp', 'pp-size'] },
  { key: 'dataParallel', kind: 'count', columns: ['dp', 'dp-size'] },
  { key: 'expertParallel', kind: 'flag', columns: ['ep'] },
  { key: 'nodes', kind: 'count', columns: ['nodes'] },
  { key: 'dtype', kind: 'word' },
  { key: 'quantization', kind: 'word' },
  { key: 'storedAs', kind: 'word', columns: ['quant'] },
  { key: 'kvCacheDtype', kind: 'word', columns: ['kv-dtype'] },
  { key: 'memoryFraction', kind: 'fraction', columns: ['mem-fraction-static'] },
  { key: 'maxModelLen', kind: 'tokens', columns: ['context-length'] },
  { key: 'maxNumSeqs', kind: 'count', columns: ['max-running-requests'] },
  { key: 'maxNumBatchedTokens', kind: 'tokens', columns: ['chunked-prefill-size'] },
  { key: 'kvCacheMemoryBytes', kind: 'bytes' },
  { key: 'enforceEager', kind: 'flag' },
  { key: 'image', kind: 'word' },
]

const byColumn = new Map(
  flags.flatMap((flag) => [flagOf[flag.key].slice(2), ...(flag.columns ?? [])].map((name) => [name, flag])),
)

/** A column's flag: `max_model_len`, `max-model-len` and `--max-model-len` are one. */
export function flagOfColumn(column: string): Flag | undefined {
  return byColumn.get(column.trim().toLowerCase().replace(/^--/, '').replaceAll('_', '-'))
}

/** `8192`, `32k` (32,000), `32K` (32,768), `1.5G` of bytes, as vLLM reads them. */
function readAmount(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([kKmMgGtT]?)$/.exec(text.replaceAll(/[_,]/g, ''))
  if (match === null) return undefined
  const [, digits = '', suffix = ''] = match
  const decimal = suffix === suffix.toLowerCase()
  const power = ' kmgt'.indexOf(suffix.toLowerCase() || ' ')
  return Number(digits) * (decimal ? 1000 : 1024) ** power
}

const allowed: Readonly<Record<Kind, string>> = {
  word: 'a word',
  count: 'a whole number from 1',
  tokens: 'a whole number from 1, 32k (32,000) or 32K (32,768)',
  bytes: 'a number of bytes, 8G (8,000,000,000 is 8g)',
  fraction: 'a number above 0, at most 1',
  gib: 'a number of GiB above 0',
  flag: 'true or false',
}

/** The value of a flag, or what is wrong with it. */
export function readValue(
  { key, kind }: Flag,
  text: string,
): { readonly value: string | number | boolean } | { readonly error: FieldError } {
  const value = parse(kind, text.trim())
  if (value !== undefined) return { value }
  return { error: { path: flagOf[key], message: `"${text}" is not ${allowed[kind]}` } }
}

function parse(kind: Kind, text: string): string | number | boolean | undefined {
  if (kind === 'word') return text
  if (kind === 'flag') {
    if (/^(true|yes|1)$/i.test(text)) return true
    return /^(false|no|0)$/i.test(text) ? false : undefined
  }
  const amount = kind === 'count' || kind === 'tokens' || kind === 'bytes' ? readAmount(text) : Number(text)
  if (amount === undefined || !Number.isFinite(amount) || amount <= 0) return undefined
  if (kind === 'fraction') return amount <= 1 ? amount : undefined
  if (kind === 'gib') return amount
  return Number.isInteger(amount) ? amount : undefined
}

/** A question from the texts of its flags; empty texts are left out. */
export function readQuestion(texts: Iterable<readonly [Flag, string]>): {
  readonly question: Question
  readonly errors: readonly FieldError[]
} {
  const errors: FieldError[] = []
  const fields: Record<string, string | number | boolean> = {}
  for (const [flag, text] of texts) {
    if (text.trim() === '') continue
    const read = readValue(flag, text)
    if ('error' in read) errors.push(read.error)
    else fields[flag.key] = read.value
  }
  return { question: fields as Question, errors }
}

/** The nearest known column, for those that are not. */
export function nearestColumn(column: string): string | undefined {
  return nearest(column, byColumn.keys())
}
