/**
 * How far a calculator is from the logs, in the columns that are compared.
 * @module
 */
import { isWhole } from '../../src/decide/calculator/answer.ts'
import { ask } from '../../src/decide/calculator/ask.ts'
import { understandQuestion } from '../../src/decide/calculator/understand-question.ts'
import { bytesPerGiB } from '../../src/vocabulary/quantity.ts'
import type { Verdict } from '../../src/vocabulary/reasons.ts'
import type { LoggedStart } from './logged-starts.ts'
import { type Calculator, factsOf } from './other-calculators.ts'

/** What a calculator says of a start. */
export interface Said {
  readonly weightsGiB?: number
  readonly kvCacheGiB?: number
  /** From the logged cache memory. */
  readonly kvCacheTokens?: number
  readonly maxConcurrency?: number
  readonly verdict: Verdict
}

export interface Scored {
  readonly start: LoggedStart
  readonly said: Said
  readonly deviceGiB: number
  /** (said − logged) ÷ logged. */
  readonly weightsError?: number
  /** (said − logged) ÷ device memory; positive is optimistic. */
  readonly kvCacheError?: number
  readonly tokensError?: number
  readonly concurrencyError?: number
}

/** fitgate's own answer; tokens and concurrency come from the logged cache memory, as the log's own rounding allows. */
export function sayFitgate({ question, kvCacheGiB }: LoggedStart): Said | undefined {
  const { answer } = ask(question)
  if (answer === undefined) return undefined
  const given =
    kvCacheGiB === undefined || kvCacheGiB <= 0
      ? undefined
      : ask({ ...question, kvCacheMemoryBytes: Math.round(kvCacheGiB * bytesPerGiB) }).answer
  return {
    verdict: answer.verdict,
    ...(isWhole(answer.perGpu)
      ? { weightsGiB: answer.perGpu.weightsGiB, kvCacheGiB: answer.perGpu.kvCacheGiB }
      : {}),
    ...(given?.kvCacheTokens === undefined ? {} : { kvCacheTokens: given.kvCacheTokens }),
    ...(given?.maxConcurrency === undefined ? {} : { maxConcurrency: given.maxConcurrency }),
  }
}

export function sayOther(calculator: Calculator): (start: LoggedStart) => Said | undefined {
  return ({ question, kvCacheGiB }) => {
    const { understanding } = understandQuestion(question)
    const facts = understanding && factsOf(understanding)
    if (facts === undefined) return undefined
    const { weightsGiB, kvCacheGiB: cache, tokensIn, fits } = calculator(facts)
    return {
      weightsGiB,
      kvCacheGiB: cache,
      ...(tokensIn === undefined || kvCacheGiB === undefined
        ? {}
        : { kvCacheTokens: tokensIn(kvCacheGiB), maxConcurrency: tokensIn(kvCacheGiB) / facts.length }),
      verdict: fits ? 'Fits' : 'DoesNotFit',
    }
  }
}

const relative = (said: number | undefined, logged: number | undefined) =>
  said === undefined || logged === undefined ? undefined : (said - logged) / Math.abs(logged)

export function score(
  starts: readonly LoggedStart[],
  say: (start: LoggedStart) => Said | undefined,
): readonly Scored[] {
  return starts.flatMap((start) => {
    const { understanding } = understandQuestion(start.question)
    const deviceGiB = understanding?.deviceUnsaid ? undefined : understanding?.input.deviceGiB
    const said = say(start)
    if (said === undefined || deviceGiB === undefined) return []
    const errors = {
      weightsError: relative(said.weightsGiB, start.weightsGiB),
      kvCacheError:
        said.kvCacheGiB === undefined || start.kvCacheGiB === undefined
          ? undefined
          : (said.kvCacheGiB - start.kvCacheGiB) / deviceGiB,
      tokensError: relative(said.kvCacheTokens, start.kvCacheTokens),
      concurrencyError: relative(said.maxConcurrency, start.maxConcurrency),
    }
    const known = Object.fromEntries(Object.entries(errors).filter(([, value]) => value !== undefined))
    return [{ start, said, deviceGiB, ...known }]
  })
}

/** Of absolute values: 0.5 is the median. NaN of nothing. */
export function quantile(values: readonly (number | undefined)[], share: number): number {
  const sorted = values
    .flatMap((value) => (value === undefined ? [] : [Math.abs(value)]))
    .sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
