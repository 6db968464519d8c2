import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MemoryBreakdown } from '../../../src/decide/decision.ts'
import { edge, type Judged, judge, marginalHeadroom, shortestUseful } from '../../../src/decide/fit/judge.ts'

const total = 100

/** A device of 100 GiB with 90 for the engine: `cache` GiB are left, a request needs `needed`. */
function judged(cache: number, needed: number, more: Partial<Judged> = {}, figures = {}): Judged {
  const memory: MemoryBreakdown = {
    totalGiB: total,
    budgetGiB: 90,
    weightsGiB: 90 - cache,
    activationsGiB: 0,
    nonTorchGiB: 0,
    graphsGiB: 0,
    kvCacheGiB: cache,
    kvCacheNeededGiB: needed,
    headroom: (cache - needed) / total,
    kvCacheTokens: 1000,
    maxModelLen: 32_768,
    maxConcurrency: cache / needed,
    largestMaxModelLen: Math.floor((32_768 * Math.max(0, cache)) / needed),
    ...figures,
  }
  return {
    memory,
    startNeedsGiB: needed,
    device: 'MI300X',
    noCacheText: 'No available memory for the cache blocks.',
    outsideGiB: 2,
    described: true,
    cacheIsSet: false,
    lengthIsSet: true,
    engineChoosesLength: true,
    paths: { gpuCount: 'gpus', maxModelLen: 'length', engineArgs: 'args' },
    ...more,
  }
}

const said = (...of: Parameters<typeof judged>) => {
  const { verdict, reasons } = judge(judged(...of))
  return [verdict, ...reasons.map(({ code }) => code)]
}

describe('the verdict on a breakdown', () => {
  it('is a fit with room to spare', () => {
    expect(said(20, 10)).toEqual(['Fits'])
  })

  it('is marginal when little is left above one request', () => {
    expect(said(10 + total * marginalHeadroom - 0.1, 10)).toEqual(['Marginal', 'LowHeadroom'])
  })

  it('is marginal, not a refusal, when what is missing is less than the formulas miss', () => {
    expect(said(10, 10 + total * edge)).toEqual(['Marginal', 'LowHeadroom'])
    expect(said(10, 10 + total * edge + 0.1)).toEqual(['DoesNotFit', 'CacheTooSmall'])
  })

  it('is a refusal in the words of the engine when nothing is left for the cache', () => {
    const { verdict, reasons } = judge(judged(-10, 10))
    expect([verdict, reasons[0]?.code, reasons[0]?.path]).toEqual(['DoesNotFit', 'NoCacheMemory', 'gpus'])
    expect(reasons[0]?.message).toContain('"No available memory for the cache blocks."')
  })

  it('judges a start by what the engine checks, which can be less than a request takes', () => {
    expect(said(10, 30, { startNeedsGiB: 5 })).toEqual(['Marginal', 'LowHeadroom'])
  })

  it('warns where contexts and graphs find no room beside the budget', () => {
    expect(said(20, 10, { outsideGiB: 11 })).toEqual(['Marginal', 'LowHeadroom'])
  })

  it('warns where the weights are known from files only', () => {
    expect(said(20, 10, { described: false })).toEqual(['Marginal', 'WeightsFromFiles'])
  })

  it('refuses a cache set larger than the device', () => {
    expect(said(20, 10, { cacheIsSet: true }, { weightsGiB: 85 })).toEqual(['DoesNotFit', 'NoCacheMemory'])
  })
})

describe("the model's maximum that nobody asked for", () => {
  const unset = { lengthIsSet: false }

  it('is a matter of one argument while a useful length fits', () => {
    expect(said(10, 40, unset)).toEqual(['Marginal', 'DefaultLengthTooLong'])
  })

  it('is refused when not even a short request fits', () => {
    expect(said(10, 40, unset, { largestMaxModelLen: shortestUseful - 1 })).toEqual([
      'DoesNotFit',
      'CacheTooSmall',
    ])
  })

  it('is refused where somebody asked for it', () => {
    expect(said(10, 40)).toEqual(['DoesNotFit', 'CacheTooSmall'])
  })
})

it('never grows better with less cache', () => {
  const order = ['Fits', 'Marginal', 'DoesNotFit']
  const gib = fc.double({ min: -20, max: 60, noNaN: true })
  fc.assert(
    fc.property(
      gib,
      gib,
      fc.double({ min: 0.1, max: 40, noNaN: true }),
      fc.boolean(),
      (a, b, needed, set) => {
        const rank = (cache: number) =>
          order.indexOf(judge(judged(cache, needed, { lengthIsSet: set })).verdict)
        expect(rank(Math.min(a, b))).toBeGreaterThanOrEqual(rank(Math.max(a, b)))
      },
    ),
  )
})
