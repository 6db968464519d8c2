/**
 * What would fit instead: one flag changed, the nearest to the wish first; two only where no single one helps. Every proposal is
 * assessed like the question itself.
 * @module
 */
import { acceleratorRank, accelerators } from '../../catalog/accelerators.ts'
import type { Assessment } from '../fit/assess.ts'
import { type Alternative, rounded } from './answer.ts'
import { assessQuestion } from './assess-question.ts'
import { flagOf, type Question } from './question.ts'
import { type Understanding, understandQuestion } from './understand-question.ts'

/** Shown at most. */
const most = 5

interface Change {
  readonly field: keyof Question & keyof typeof flagOf
  readonly value: string | number
}

/** What the search starts from. */
interface From extends Understanding {
  readonly assessment: Assessment
}

/** Ways to give in, the smallest loss first: shorter, coarser cache, fewer at once, more GPUs, fewer bits, other GPUs. */
const kindsOfChange: readonly ((from: From) => readonly Change[])[] = [
  shorter,
  ({ question, input }) =>
    question.kvCacheDtype === undefined && input.accelerator.fp8KVCache
      ? [{ field: 'kvCacheDtype', value: 'fp8' }]
      : [],
  ({ assessment }) =>
    [256, 64, 16]
      .filter((count) => count < assessment.effective.sequences)
      .map((value) => ({ field: 'maxNumSeqs', value })),
  ({ assessment }) =>
    [8192, 2048]
      .filter((count) => count < assessment.effective.batchedTokens)
      .map((value) => ({ field: 'maxNumBatchedTokens', value })),
  otherParallel,
  ({ question, model }) =>
    question.quantization === undefined && (model.loadedAs === 'bf16' || model.loadedAs === 'fp16')
      ? [
          { field: 'quantization', value: 'fp8' },
          { field: 'storedAs', value: 'awq-int4' },
        ]
      : [],
  ({ input }) =>
    accelerators
      .filter(
        (part) =>
          part.vendor === input.accelerator.vendor &&
          (part.instinct || part.vendor === 'nvidia') &&
          part.memoryGiB > input.deviceGiB,
      )
      .sort((a, b) => a.memoryGiB - b.memoryGiB || acceleratorRank(b) - acceleratorRank(a))
      .map((part) => ({ field: 'accelerator', value: part.name })),
]

/** Other counts of ranks, the nearest first; of two that are as near, the larger. */
function otherParallel({ assessment, input }: From): readonly Change[] {
  const { tensorParallel } = assessment.effective
  const most = Math.max(input.accelerator.devicesPerNode, tensorParallel)
  const distance = (count: number) => Math.abs(Math.log2(count / tensorParallel))
  return [16, 8, 4, 2, 1]
    .filter((count) => count !== tensorParallel && count <= most)
    .sort((a, b) => distance(a) - distance(b))
    .map((value) => ({ field: 'tensorParallel', value }))
}

/** The longest request that fits, where one too long is what is wrong. */
function shorter({ assessment, question, model }: From): readonly Change[] {
  const tooLong = assessment.reasons.some(({ code }) => code === 'ContextTooLong')
  const longest = tooLong ? (model.shape?.maxPositions ?? 0) : (assessment.memory?.largestMaxModelLen ?? 0)
  const wanted = question.maxModelLen ?? model.shape?.defaultPositions ?? model.shape?.maxPositions ?? 0
  const whole = longest > 4096 ? Math.floor(longest / 1024) * 1024 : longest
  return whole >= 1024 && whole < wanted ? [{ field: 'maxModelLen', value: whole }] : []
}

/** At most five, nothing for a question whose answer is good. */
export function variations(understanding: Understanding, assessment: Assessment): Alternative[] {
  if (assessment.verdict === 'Fits' || assessment.verdict === 'Unknown') return []
  const from: From = { ...understanding, assessment }
  const singles = kindsOfChange.flatMap((kind) =>
    firstOf(
      from,
      kind(from).map((change) => [change]),
    ),
  )
  if (singles.length > 0) return singles.slice(0, most)
  const changes = kindsOfChange.map((kind) => kind(from))
  const pairs = changes.flatMap((firsts, i) =>
    changes.slice(i + 1).flatMap((seconds) => firsts.flatMap((a) => seconds.map((b) => [a, b]))),
  )
  const found: Alternative[] = []
  for (const pair of pairs) {
    found.push(...firstOf(from, [pair]))
    if (found.length === most) break
  }
  return found
}

/** Of changes of one kind, ordered by loss, the first that fits. */
function firstOf({ question, assessment }: From, attempts: readonly (readonly Change[])[]): Alternative[] {
  for (const changes of attempts) {
    const { gpuMemoryGiB, ...rest } = question
    const samePart = !changes.some(({ field }) => field === 'accelerator')
    const changed: Question = {
      ...rest,
      ...(samePart && gpuMemoryGiB !== undefined ? { gpuMemoryGiB } : {}),
      ...Object.fromEntries(changes.map(({ field, value }) => [field, value])),
    }
    const { understanding } = understandQuestion(changed)
    const result = understanding && assessQuestion(understanding)
    const better =
      result?.verdict === 'Fits' || (result?.verdict === 'Marginal' && assessment.verdict !== 'Marginal')
    if (!better || result.memory === undefined) continue
    const { kvCacheGiB, kvCacheTokens, maxConcurrency, maxModelLen } = result.memory
    return [
      {
        changes: changes.map(({ field, value }) => ({ flag: flagOf[field], value: String(value) })),
        verdict: result.verdict,
        kvCacheGiB: rounded(kvCacheGiB),
        kvCacheTokens,
        maxConcurrency: rounded(maxConcurrency),
        maxModelLen,
      },
    ]
  }
  return []
}
