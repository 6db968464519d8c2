import { describe, expect, it } from 'vitest'
import { checkpointBytes, startUpBudgetSeconds } from '../../src/render/start-up.ts'
import { candidateOf, endpoint } from './builders.ts'

const GiB = 2 ** 30

describe('the time an engine may take to start', () => {
  it('is a fixed part and the reading of the checkpoint', () => {
    expect(startUpBudgetSeconds(0)).toBe(360)
    expect(startUpBudgetSeconds(19e9)).toBe(460)
  })

  it('is at least 20 minutes above 100 GB', () => {
    expect(startUpBudgetSeconds(100e9)).toBeLessThan(1200)
    expect(startUpBudgetSeconds(101e9)).toBe(1200)
    expect(startUpBudgetSeconds(700e9)).toBeGreaterThan(3600)
  })

  it('follows the precision of the plan', () => {
    const candidate = candidateOf(endpoint('qwen', { gpuCount: 1 }))
    const bf16 = checkpointBytes('Qwen/Qwen3-32B', { ...candidate, precision: 'bf16' })
    expect(bf16 / GiB).toBeCloseTo(61, 0)
    expect(checkpointBytes('Qwen/Qwen3-32B', { ...candidate, precision: 'fp8' })).toBe(bf16 / 2)
  })

  it('takes an unknown model to fill its devices', () => {
    const candidate = {
      ...candidateOf(endpoint('qwen', { gpuCount: 1 })),
      gpuCount: 2,
      accelerator: 'MI300X',
    }
    const bytes = checkpointBytes('acme/secret', candidate)
    expect(bytes / GiB).toBeGreaterThan(380)
    expect(bytes / GiB).toBeLessThanOrEqual(384)
  })
})
