import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accelerators } from '../../../src/catalog/accelerators.ts'
import { models } from '../../../src/catalog/models.ts'
import { type Answer, isWhole } from '../../../src/decide/calculator/answer.ts'
import { ask } from '../../../src/decide/calculator/ask.ts'
import { flagOf, type Question } from '../../../src/decide/calculator/question.ts'
import { storageWords } from '../../../src/decide/calculator/storage-words.ts'

const engines = [
  'vllm@0.11.0',
  'vllm@0.20.2',
  'vllm@0.27.0',
  'vllm@0.33.0',
  'vllm',
  'sglang@0.5.9',
  'sglang@0.5.23',
]

/** Questions that make sense one field at a time, and often enough as a whole. */
const question: fc.Arbitrary<Question> = fc
  .record(
    {
      model: fc.constantFrom(...models.map(({ id }) => id), 'acme/Secret-7B'),
      accelerator: fc.constantFrom(...accelerators.map(({ name }) => name)),
      engine: fc.constantFrom(...engines),
      tensorParallel: fc.constantFrom(1, 2, 3, 4, 8, 16),
      pipelineParallel: fc.constantFrom(1, 2),
      dataParallel: fc.constantFrom(1, 2),
      expertParallel: fc.boolean(),
      dtype: fc.constantFrom('bfloat16', 'float16', 'auto'),
      storedAs: fc.constantFrom(...storageWords),
      kvCacheDtype: fc.constantFrom('auto', 'fp8'),
      memoryFraction: fc.constantFrom(0.5, 0.8, 0.9, 0.95),
      maxModelLen: fc.constantFrom(1024, 8192, 32_768, 131_072, 1_000_000),
      maxNumSeqs: fc.constantFrom(1, 16, 256, 1024),
      maxNumBatchedTokens: fc.constantFrom(512, 2048, 8192, 65_536),
      enforceEager: fc.boolean(),
    },
    { requiredKeys: ['model', 'accelerator', 'engine'] },
  )
  .map((each) => each as Question)

/** The answer, where the words of the question fit each other. */
const answerTo = (asked: Question): Answer | undefined => ask(asked).answer

/** How good a verdict is; `Unknown` compares with nothing. */
const goodness = { DoesNotFit: 0, Marginal: 1, Fits: 2, Unknown: Number.NaN }

/** Two answers that are both about memory. */
function bothComputed(a: Question, b: Question): [Answer, Answer] | undefined {
  const [first, second] = [answerTo(a), answerTo(b)]
  if (first === undefined || second === undefined) return undefined
  return isWhole(first.perGpu) && isWhole(second.perGpu) ? [first, second] : undefined
}

const cache = ({ perGpu }: Answer) => (isWhole(perGpu) ? perGpu.kvCacheGiB : Number.NaN)

describe('every answer', () => {
  it('is given without a throw, its parts adding up to the budget', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const { answer, errors } = ask(asked)
        if (answer === undefined) {
          expect(errors.length).toBeGreaterThan(0)
          return
        }
        if (answer.verdict === 'DoesNotFit') expect(answer.reasons.length).toBeGreaterThan(0)
        if (answer.verdict === 'Fits') expect(answer.reasons).toEqual([])
        const { perGpu } = answer
        if (!isWhole(perGpu)) return
        const parts = perGpu.weightsGiB + perGpu.activationsGiB + perGpu.nonTorchGiB + perGpu.graphsGiB
        expect(Object.values(perGpu).every(Number.isFinite)).toBe(true)
        expect(parts + perGpu.kvCacheGiB).toBeCloseTo(perGpu.budgetGiB, 2)
        expect(perGpu.headroomGiB).toBeCloseTo(perGpu.kvCacheGiB - perGpu.kvCacheNeededGiB, 3)
        if (answer.verdict === 'Fits') expect(perGpu.headroomGiB).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 2000 },
    )
  })

  it('is given whatever the words are', () => {
    const anything = fc.record(
      Object.fromEntries(
        Object.keys(flagOf)
          .filter((field) => field !== 'engineArgs')
          .map((field) => [field, fc.oneof(fc.string(), fc.constantFrom('MI300X', 'vllm', 'Qwen/Qwen3-8B'))]),
      ),
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(
        anything,
        fc.array(fc.string()),
        ({ model, accelerator, engine, dtype, ...rest }, engineArgs) => {
          const { quantization, storedAs, kvCacheDtype, image, config, weightsIndex } = rest
          const words = { model, accelerator, engine, dtype, quantization, storedAs, kvCacheDtype, image }
          const said = Object.fromEntries(Object.entries(words).filter(([, word]) => word !== undefined))
          const { answer, errors } = ask({ ...said, config, weightsIndex, engineArgs } as Question)
          expect(answer === undefined).toBe(errors.length > 0)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('is never worse with more memory', () => {
    fc.assert(
      fc.property(
        question,
        fc.integer({ min: 8, max: 400 }),
        fc.integer({ min: 0, max: 200 }),
        (asked, gib, more) => {
          const both = bothComputed(
            { ...asked, gpuMemoryGiB: gib, maxNumSeqs: 256, maxNumBatchedTokens: 8192 },
            { ...asked, gpuMemoryGiB: gib + more, maxNumSeqs: 256, maxNumBatchedTokens: 8192 },
          )
          if (both === undefined) return
          const [small, large] = both
          // below zero it is what the first stage that is too full lacks, which may be another
          if (cache(small) > 0) expect(cache(large)).toBeGreaterThanOrEqual(cache(small) - 1e-3)
          if (small.verdict !== 'Unknown' && large.verdict !== 'Unknown')
            expect(goodness[large.verdict]).toBeGreaterThanOrEqual(goodness[small.verdict])
        },
      ),
      { numRuns: 1500 },
    )
  })

  it('is never better for a longer request', () => {
    fc.assert(
      fc.property(
        question,
        fc.integer({ min: 512, max: 200_000 }),
        fc.integer({ min: 1, max: 100_000 }),
        (asked, short, more) => {
          const both = bothComputed({ ...asked, maxModelLen: short }, { ...asked, maxModelLen: short + more })
          if (both === undefined) return
          const [shorter, longer] = both
          expect(longer.maxConcurrency ?? 0).toBeLessThanOrEqual((shorter.maxConcurrency ?? 0) + 1e-3)
          if (shorter.verdict !== 'Unknown' && longer.verdict !== 'Unknown')
            expect(goodness[longer.verdict]).toBeLessThanOrEqual(goodness[shorter.verdict])
        },
      ),
      { numRuns: 1500 },
    )
  })

  it('never has fewer tokens with an fp8 cache', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const bytes = { kvCacheMemoryBytes: 20 * 2 ** 30 }
        const both = bothComputed(
          { ...asked, ...bytes, kvCacheDtype: 'auto' },
          { ...asked, ...bytes, kvCacheDtype: 'fp8' },
        )
        if (both === undefined) return
        const [auto, fp8] = both
        expect(fp8.kvCacheTokens ?? 0).toBeGreaterThanOrEqual(auto.kvCacheTokens ?? 0)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('every alternative', () => {
  it('gives what it promises when it is followed', () => {
    const fieldOf = new Map(Object.entries(flagOf).map(([field, flag]) => [flag as string, field]))
    const numbers = new Set(['tensorParallel', 'maxModelLen', 'maxNumSeqs', 'maxNumBatchedTokens'])
    let followed = 0
    fc.assert(
      fc.property(question, (asked) => {
        for (const { changes, ...promised } of answerTo(asked)?.alternatives ?? []) {
          const changed = Object.fromEntries(
            changes.map(({ flag, value }) => {
              const field = fieldOf.get(flag) ?? flag
              return [field, numbers.has(field) ? Number(value) : value]
            }),
          )
          const then = answerTo({ ...asked, ...changed })
          followed += 1
          expect(then?.verdict, JSON.stringify(changes)).toBe(promised.verdict)
          expect(then).toMatchObject({
            kvCacheTokens: promised.kvCacheTokens,
            maxConcurrency: promised.maxConcurrency,
            maxModelLen: promised.maxModelLen,
          })
        }
      }),
      { numRuns: 1000 },
    )
    expect(followed).toBeGreaterThan(50)
  })
})
