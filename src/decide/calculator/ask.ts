/**
 * The calculator: a question in, figures of one GPU and a verdict out. The same arithmetic as every decision.
 * @module
 */
import type { FieldError } from '../../vocabulary/field-error.ts'
import type { Reason } from '../../vocabulary/reasons.ts'
import type { MemoryBreakdown } from '../decision.ts'
import type { Assessment } from '../fit/assess.ts'
import { type Answer, type AnswerReason, type PerGPU, rounded } from './answer.ts'
import { assessQuestion } from './assess-question.ts'
import type { Question } from './question.ts'
import { type Understanding, understandQuestion } from './understand-question.ts'
import { variations } from './variations.ts'

export type Asked =
  | { readonly answer: Answer; readonly errors: readonly [] }
  | { readonly answer?: undefined; readonly errors: readonly FieldError[] }

/** Answers a question; wrong fields are all told at once, and nothing is answered then. */
export function ask(question: Question): Asked {
  const read = understandQuestion(question)
  if (read.understanding === undefined) return { errors: read.errors }
  const { understanding } = read
  const assessment = assessQuestion(understanding)
  const answer = answerOf(understanding, assessment)
  return { answer: { ...answer, alternatives: variations(understanding, assessment) }, errors: [] }
}

function answerOf(
  { model, input, notes }: Understanding,
  { verdict, reasons, memory }: Assessment,
): Omit<Answer, 'alternatives'> {
  return {
    verdict,
    reasons: reasons.map(reasonOf),
    notes: [...notes, ...(memory?.correction === undefined ? [] : [memory.correction])],
    model: model.id,
    ...(model.shape === undefined ? {} : { format: model.loadedAs }),
    accelerator: `${input.accelerator.name}${input.partition === undefined ? '' : `/${input.partition}`}`,
    engine: `${input.engine.backend}@${input.engine.version}`,
    gpus: input.gpuCount,
    ...(memory === undefined ? {} : figures(memory)),
  }
}

const reasonOf = ({ code, certainty, path, message }: Reason): AnswerReason => ({
  code,
  ...(path === undefined ? {} : { field: path }),
  certainty,
  message,
})

function figures(memory: MemoryBreakdown): Partial<Answer> {
  const perGpu: PerGPU = {
    totalGiB: rounded(memory.totalGiB),
    budgetGiB: rounded(memory.budgetGiB),
    weightsGiB: rounded(memory.weightsGiB),
    activationsGiB: rounded(memory.activationsGiB),
    nonTorchGiB: rounded(memory.nonTorchGiB),
    graphsGiB: rounded(memory.graphsGiB),
    kvCacheGiB: rounded(memory.kvCacheGiB),
    kvCacheNeededGiB: rounded(memory.kvCacheNeededGiB),
    headroomGiB: rounded(memory.kvCacheGiB - memory.kvCacheNeededGiB),
  }
  return {
    perGpu,
    kvCacheTokens: memory.kvCacheTokens,
    maxModelLen: memory.maxModelLen,
    maxConcurrency: rounded(memory.maxConcurrency),
    largestMaxModelLen: memory.largestMaxModelLen,
  }
}
