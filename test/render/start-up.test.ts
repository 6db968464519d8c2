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

  it('shrinks where the files are known to be there: nothing is downloaded, and the disks of nodes are fast', () => {
    expect(startUpBudgetSeconds(101e9, 'volume')).toBe(892)
    expect(startUpBudgetSeconds(101e9, 'node')).toBe(461)
    expect(startUpBudgetSeconds(19e9, 'volume')).toBe(startUpBudgetSeconds(19e9))
  })

  it('reads what the repository holds, also where the engine makes a smaller format of it at load', () => {
    const candidate = { ...candidateOf(endpoint('qwen', { gpuCount: 1 })), precision: 'fp8' as const }
    const bf16 = checkpointBytes('Qwen/Qwen3-32B', candidate)
    expect(bf16 / GiB).toBeCloseTo(61, 0)
    expect(checkpointBytes('RedHatAI/Qwen3-32B-FP8-dynamic', candidate)).toBe(bf16 / 2)
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
