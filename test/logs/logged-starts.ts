/**
 * Logged engine starts: what people's engines said of weights and cache, with the source of each. Rows of one configuration on
 * several builds show how far the engine agrees with itself.
 * @module
 */
import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { flagOfColumn, readQuestion } from '../../src/cli/fit/flags.ts'
import type { Question } from '../../src/decide/calculator/question.ts'

export interface LoggedStart {
  /** Line of the file, from 1. */
  readonly row: number
  readonly model: string
  readonly question: Question
  readonly weightsGiB?: number
  readonly kvCacheGiB?: number
  readonly kvCacheTokens?: number
  readonly maxConcurrency?: number
  /** Started or not; absent where the source is disputed. */
  readonly started?: boolean
  readonly source: string
}

const number = (text: string | undefined) => (text === undefined || text === '' ? undefined : Number(text))

export function readLoggedStarts(
  file: string | URL = new URL('./logged-starts.csv', import.meta.url),
): readonly LoggedStart[] {
  const records: Record<string, string>[] = parse(readFileSync(file, 'utf8'), { columns: true, bom: true })
  return records.map((record, index) => {
    const { question, errors } = readQuestion(
      Object.entries(record).flatMap(([column, text]) => {
        const flag = flagOfColumn(column)
        return flag === undefined ? [] : [[flag, text] as const]
      }),
    )
    if (errors.length > 0) throw new Error(`row ${index + 1}: ${JSON.stringify(errors)}`)
    const entries = {
      weightsGiB: number(record.weights_gib_per_gpu),
      kvCacheGiB: number(record.kv_cache_gib_per_gpu),
      kvCacheTokens: number(record.kv_cache_tokens),
      maxConcurrency: number(record.max_concurrency),
      started: record['fits(yes/no)'] ? record['fits(yes/no)'] === 'yes' : undefined,
    }
    return {
      row: index + 1,
      model: record.model ?? '',
      question,
      ...Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)),
      source: record.source ?? '',
    }
  })
}
