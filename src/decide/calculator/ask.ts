/**
 * The calculator: a question in, figures of one GPU and a verdict out. The same arithmetic as every decision.
 * @module
 */
import type { FieldError } from '../../vocabulary/field-error.ts'
import type { Reason, ReasonCode } from '../../vocabulary/reasons.ts'
import type { MemoryBreakdown } from '../decision.ts'
import { type Answer, type AnswerReason, type PerGPU, rounded } from './answer.ts'
import { assessQuestion, type VersionedAssessment } from './assess-question.ts'
import { flagOf, type Question } from './question.ts'
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
  if (understanding.deviceUnsaid) return { answer: onNoDevice(understanding, assessment), errors: [] }
  const { memory } = assessment
  const answer: Answer = {
    ...said(understanding, assessment),
    ...(memory === undefined ? {} : figures(memory)),
    alternatives: variations(understanding, assessment),
  }
  return { answer, errors: [] }
}

/** All but figures. */
function said(
  { model, input, notes }: Understanding,
  { verdict, reasons, memory, version }: VersionedAssessment,
): Omit<Answer, 'alternatives'> {
  return {
    verdict,
    reasons: reasons.map(reasonOf),
    notes: [
      ...notes,
      ...(version === input.engine.version ? [] : [unsaidVersion(version, input.engine.version)]),
      ...(memory?.correction === undefined ? [] : [memory.correction]),
    ],
    model: model.id,
    ...(model.shape === undefined ? {} : { format: model.loadedAs }),
    accelerator: `${input.accelerator.name}${input.partition === undefined ? '' : `/${input.partition}`}`,
    engine: `${input.engine.backend}@${version}`,
    gpus: input.gpuCount,
  }
}

const unsaidVersion = (assumed: string, newest: string) =>
  `nobody said which vLLM: the figures are those of ${assumed}, which leaves less for the cache than ${newest}; ${flagOf.engine} settles it`

/** Reasons that another device may not give. */
const ofDevice: ReadonlySet<ReasonCode> = new Set([
  'FormatUnsupported',
  'WeightsTooLarge',
  'TensorParallelAcrossPartitions',
  'TensorParallelBeyondNode',
])

const deviceUnsaid: Reason = {
  code: 'HardwareUnknown',
  certainty: 'estimated',
  path: flagOf.accelerator,
  message: `nobody said on which GPU: give ${flagOf.accelerator} or ${flagOf.gpuMemoryGiB}`,
}

/** What is wrong on every device, else the weights; the rest would be a guess. */
function onNoDevice(understanding: Understanding, assessment: VersionedAssessment): Answer {
  const { memory, effective, verdict, version } = assessment
  const everywhere = assessment.reasons.filter(({ code }) => !ofDevice.has(code))
  const isAnswered = memory === undefined && everywhere.length > 0
  const answered: VersionedAssessment = isAnswered
    ? { effective, verdict, reasons: everywhere, version }
    : { effective, verdict: 'Unknown', reasons: [deviceUnsaid], version }
  return {
    ...said(understanding, answered),
    accelerator: 'unspecified',
    ...(memory === undefined ? {} : { perGpu: { weightsGiB: rounded(memory.weightsGiB) } }),
    alternatives: [],
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
