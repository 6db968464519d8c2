import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Outcome, outcomeOfExitCode, outcomes } from '../../../src/vocabulary/model-files/outcome.ts'
import { readProgress } from '../../../src/vocabulary/model-files/progress.ts'
import { mostResultBytes, readResult, writeResult } from '../../../src/vocabulary/model-files/result.ts'

const words = Object.keys(outcomes) as Outcome[]

const model = fc.record(
  {
    id: fc.string({ maxLength: 60 }),
    outcome: fc.constantFrom(...words),
    revision: fc.string({ minLength: 40, maxLength: 40 }),
    bytes: fc.nat(),
    files: fc.nat(),
    digest: fc.string({ maxLength: 64 }),
  },
  { requiredKeys: ['id', 'outcome'] },
)
const result = fc.record({
  outcome: fc.constantFrom(...words),
  message: fc.string({ unit: 'grapheme', maxLength: 3000 }),
  models: fc.array(model, { maxLength: 60 }),
})

describe('the result of a fetch', () => {
  it('always fits a termination message and keeps its outcome', () => {
    fc.assert(
      fc.property(result, (value) => {
        const text = writeResult(value)
        expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(mostResultBytes)
        const read = readResult(text)
        expect(read?.outcome).toBe(value.outcome)
        expect(read?.models).toEqual(value.models.slice(0, read?.models.length))
      }),
    )
  })

  it('is not read from anything else', () => {
    expect(readResult('{"outcome":"Fetched","models":[{"id":1}]}')).toBeUndefined()
    expect(readResult('{"outcome":"Great"}')).toBeUndefined()
    expect(readResult('panic: no such file')).toBeUndefined()
    fc.assert(fc.property(fc.json(), (text) => void readResult(text)))
    fc.assert(fc.property(fc.jsonValue(), (value) => void readProgress(value)))
  })

  it('has an exit code of its own for every failure', () => {
    const failures = words.filter((word) => outcomes[word].again !== 'done')
    expect(failures.map((word) => outcomeOfExitCode(outcomes[word].exitCode))).toEqual(failures)
    expect(outcomeOfExitCode(137)).toBeUndefined()
    expect(outcomeOfExitCode(1)).toBeUndefined()
  })
})

describe('progress', () => {
  it('is read back as it was written', () => {
    const progress = {
      bytes: 5,
      total: 10,
      files: { done: 1, total: 2 },
      bytesPerSecond: 2.5,
      secondsLeft: 2,
      models: [{ id: 'a/b', phase: 'Fetching' as const, bytes: 5, total: 10, files: { done: 1, total: 2 } }],
    }
    expect(readProgress(JSON.parse(JSON.stringify(progress)))).toEqual(progress)
    expect(readProgress({ ...progress, bytes: -1 })).toBeUndefined()
  })
})
