import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { engineDefaults } from '../../../src/catalog/engines.ts'
import { type BudgetInput, budget } from '../../../src/decide/fit/budget.ts'

const rules = (version: string) =>
  engineDefaults({ backend: 'vllm', version }, { memoryGiB: 191.98, gfx: 'gfx942' })
const sglang = engineDefaults({ backend: 'sglang', version: '0.5.23' }, { memoryGiB: 191.98, gfx: 'gfx942' })

const input: BudgetInput = {
  rules: rules('0.33.0'),
  totalGiB: 191.98,
  fraction: 0.9,
  weightsGiB: 100,
  activationsGiB: 5,
  nonTorchGiB: 1,
  graphsGiB: 2,
}

describe('vLLM', () => {
  it('takes weights, peak, kernels and graphs from its share of the device', () => {
    expect(budget(input).kvCacheGiB).toBeCloseTo(191.98 * 0.9 - 108)
    expect(budget(input)).toMatchObject({ outsideGiB: 0, charged: { graphsGiB: 2 } })
  })

  it('leaves graphs outside the budget where the version does not charge them', () => {
    const older = budget({ ...input, rules: rules('0.24.0') })
    expect(older.kvCacheGiB).toBeCloseTo(191.98 * 0.9 - 106)
    expect(older).toMatchObject({ outsideGiB: 2, charged: { graphsGiB: 0 } })
  })

  it('rounds its share up to a byte from 0.28.0', () => {
    const bytes = (version: string) =>
      budget({ ...input, rules: rules(version), totalGiB: 1.5 + 1e-9, fraction: 0.3 }).budgetGiB * 2 ** 30
    expect(Number.isInteger(bytes('0.28.0'))).toBe(true)
    expect(Number.isInteger(bytes('0.24.0'))).toBe(false)
    expect(bytes('0.28.0') - bytes('0.24.0')).toBeLessThan(1)
  })

  it('says how much must be free at start, in its own words', () => {
    const { startNeedsGiB, startText } = budget({ ...input, fraction: 0.95, beforeStartGiB: 17 })
    expect(startNeedsGiB).toBeCloseTo(182.38, 2)
    expect(startText).toBe(
      'Free memory on device (174.98/191.98 GiB) on startup is less than desired GPU memory utilization (0.95, 182.38 GiB).',
    )
  })

  it('gives the cache what was set by hand, beside everything else', () => {
    const set = budget({ ...input, kvCacheMemoryBytes: 20 * 2 ** 30 })
    expect(set.kvCacheGiB).toBe(20)
    expect(set.budgetGiB).toBeCloseTo(128)
  })
})

describe('SGLang', () => {
  it('takes a fraction of what is free before loading, and profiles nothing', () => {
    const result = budget({ ...input, rules: sglang, fraction: 0.867, beforeStartGiB: 0.98 })
    expect(result.kvCacheGiB).toBeCloseTo(191 * 0.867 - 100)
    expect(result.outsideGiB).toBeCloseTo(5 + 1 + 2 + 0.98)
    expect(result.charged).toEqual({ activationsGiB: 0, nonTorchGiB: 0, graphsGiB: 0 })
  })

  it('names the smallest fraction that leaves a cache', () => {
    const { noCacheText } = budget({ ...input, rules: sglang, fraction: 0.5 })
    expect(noCacheText).toContain('under --mem-fraction-static=0.5. Raise --mem-fraction-static above 0.521')
  })
})

it('whatever is charged or not, nothing is counted twice or lost', () => {
  const gib = fc.float({ min: 0, max: 100, noNaN: true })
  fc.assert(
    fc.property(
      gib,
      gib,
      gib,
      gib,
      fc.constantFrom('0.11.0', '0.28.0', '0.33.0'),
      (weightsGiB, activationsGiB, nonTorchGiB, graphsGiB, version) => {
        const parts = { weightsGiB, activationsGiB, nonTorchGiB, graphsGiB }
        const { budgetGiB, kvCacheGiB, charged, outsideGiB } = budget({
          ...input,
          ...parts,
          rules: rules(version),
        })
        const inside =
          weightsGiB + kvCacheGiB + charged.activationsGiB + charged.nonTorchGiB + charged.graphsGiB
        expect(inside).toBeCloseTo(budgetGiB, 5)
        expect(charged.graphsGiB + outsideGiB).toBeCloseTo(graphsGiB, 5)
      },
    ),
  )
})
