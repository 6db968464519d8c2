import { describe, expect, it } from 'vitest'
import { environmentNames, environmentProblem } from '../../src/engines/environment.ts'

const vllm = (version: string) => ({ backend: 'vllm', version }) as const

describe('variables of an engine', () => {
  it('are as many as the package had', () => {
    expect(environmentNames(vllm('0.11.0'))).toHaveLength(178)
    expect(environmentNames(vllm('0.33.0'))).toHaveLength(303)
  })

  it('that are known, or nobody else’s business, pass', () => {
    for (const name of ['VLLM_ROCM_USE_AITER', 'NCCL_MIN_NCHANNELS', 'HSA_NO_SCRATCH_RECLAIM'])
      expect(environmentProblem(vllm('0.33.0'), name)).toBeUndefined()
    expect(environmentProblem(vllm('0.99.0'), 'VLLM_NEW')).toBeUndefined()
    expect(environmentProblem({ backend: 'sglang', version: '0.5.23' }, 'VLLM_ANY')).toBeUndefined()
  })

  it('that are misspelt or gone do nothing, which is told', () => {
    expect(environmentProblem(vllm('0.33.0'), 'VLLM_ROCM_USE_AITR')).toEqual({
      message: 'vLLM 0.33.0 does not know "VLLM_ROCM_USE_AITR"',
      fix: 'did you mean "VLLM_ROCM_USE_AITER"?',
    })
    expect(environmentProblem(vllm('0.33.0'), 'VLLM_V1_USE_PREFILL_DECODE_ATTENTION')).toEqual({
      message: 'vLLM 0.33.0 does not know "VLLM_V1_USE_PREFILL_DECODE_ATTENTION" (0.11.0 does)',
      fix: 'leave it out',
    })
  })
})
