import { describe, expect, it } from 'vitest'
import { parseGPUWorkload, toIntentRequest } from '../../../src/api/warp/workload.ts'
import { formatFieldError } from '../../../src/vocabulary/field-error.ts'
import { workloadExamples } from './workload-examples.ts'

const plain = { modelName: 'Qwen/Qwen3-8B', gpuCount: 2 }

function parsed(spec: object) {
  const { workload, errors } = parseGPUWorkload({ metadata: { name: 'x' }, spec })
  expect(errors).toEqual([])
  if (workload === undefined) throw new Error('no errors, and no workload')
  return workload
}

describe('parseGPUWorkload', () => {
  it.for(workloadExamples)('finds exactly the faults of: $name', ({ spec, faults }) => {
    const { workload, errors } = parseGPUWorkload({ metadata: { name: 'x' }, spec })
    expect(errors.map(({ path }) => path)).toEqual(faults)
    expect(workload === undefined).toBe(faults.length > 0)
  })

  it('fills in the defaults of the upstream project, part by part', () => {
    expect(parsed(plain).spec).toEqual({
      ...plain,
      priority: 'normal',
      schedulingStrategy: 'leastLoaded',
      retryPolicy: { maxRetries: 3, backoffSeconds: 30 },
      ttlSecondsAfterFinished: 86_400,
    })
    expect(parsed({ ...plain, retryPolicy: { maxRetries: 1 } }).spec.retryPolicy.backoffSeconds).toBe(30)
  })

  it('says all problems at once, with the near miss', () => {
    const { errors } = parseGPUWorkload({
      spec: { ...plain, priority: 'hihg', image: 'a', precision: 'fp8', ttlSecondsAfterFinished: 1 },
    })
    expect(errors.map(formatFieldError)).toEqual([
      'spec.priority: unknown priority "hihg" (allowed: low, normal, high); did you mean "high"?',
      'spec.ttlSecondsAfterFinished: is 1, allowed 300 to 31536000',
      expect.stringContaining("spec.precision: is for the model's engine"),
    ])
  })
})

describe('what a GPUWorkload wants', () => {
  it('is the model on exactly so many GPUs, by vLLM', () => {
    expect(toIntentRequest(parsed({ ...plain, precision: 'bfloat16' })).intent).toMatchObject({
      model: { id: 'Qwen/Qwen3-8B' },
      gpuCount: 2,
      exactGpuCount: true,
      backend: 'vllm',
      precision: 'bf16',
    })
  })

  it('is not judged where a program of the user is run', () => {
    expect(toIntentRequest(parsed({ ...plain, command: ['true'] })).unseen?.path).toBe('spec.command')
    expect(toIntentRequest(parsed({ ...plain, image: 'busybox' })).unseen?.path).toBe('spec.image')
    expect(toIntentRequest(parsed({ ...plain, image: 'vllm', engineArgs: ['--a'] })).unseen).toBeUndefined()
  })
})
