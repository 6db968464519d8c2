import { describe, expect, it } from 'vitest'
import { parseInferenceService, toIntentRequest } from '../../../src/api/inference/inference-service.ts'
import { fixedReplicas } from '../../../src/api/inference/inference-service-intent.ts'
import { withoutEffect } from '../../../src/api/inference/without-effect.ts'
import { formatFieldError } from '../../../src/vocabulary/field-error.ts'
import { inferenceServiceExamples } from './inference-service-examples.ts'

const model = { name: 'Qwen/Qwen3-32B' }

function requested(spec: object, metadata: object = { name: 'qwen' }) {
  const { service, errors } = parseInferenceService({ metadata, spec: { model, ...spec } })
  expect(errors).toEqual([])
  if (service === undefined) throw new Error('no errors, and no service')
  return toIntentRequest(service)
}

const complaints = (spec: object) =>
  parseInferenceService({ metadata: { name: 'x' }, spec: { model, ...spec } }).errors.map(formatFieldError)

describe('parseInferenceService', () => {
  it.for(inferenceServiceExamples)('finds exactly the faults of: $name', ({ spec, faults }) => {
    const { service, errors, warnings } = parseInferenceService({ metadata: { name: 'x' }, spec })
    expect(errors.map(({ path }) => path)).toEqual(faults)
    expect(service === undefined).toBe(faults.length > 0)
    expect(warnings).toEqual([])
  })

  it('says why what the blueprint switched on together cannot be, all at once', () => {
    expect(
      complaints({
        distributed: { enabled: true, size: 2, mpi: { enabled: true } },
        autoscaling: { enabled: true },
        networking: { ports: { http: 8000, grpc: 8001 } },
      }),
    ).toEqual([
      'spec.autoscaling.enabled: is true, and so is distributed.enabled: the pods of a group do not scale one by one; set autoscaling.scales to groups, so that whole groups come and go, or switch one of the two off',
      'spec.distributed.mpi.enabled: is not possible: vLLM does not start by MPI; remove it: vLLM starts its own processes on every node, or Ray with vllm.engineArgs.distributed_executor_backend: ray',
      'spec.networking.ports.grpc: is not possible: the engine serves HTTP, nothing would listen; remove it',
    ])
  })

  it('takes engine arguments as text, numbers and switches, and nothing else', () => {
    const wrong = { max_num_seqs: [1], 'max-model-len': 1, max_model_len: 2, '--port': 80 }
    expect(complaints({ vllm: { engineArgs: wrong } })).toEqual([
      'spec.vllm.engineArgs.max_num_seqs: is a list, text, a number, true or false (structures are written as JSON in a text) is wanted',
    ])
    const { max_num_seqs: _, ...named } = wrong
    expect(complaints({ vllm: { engineArgs: named } })).toEqual([
      'spec.vllm.engineArgs.max_model_len: is the same argument as max-model-len',
      'spec.vllm.engineArgs["--port"]: is no argument name such as max_model_len',
    ])
  })

  it.each<[string, object, readonly string[]]>([
    ['nothing', {}, []],
    [
      'what is switched on',
      { distributed: { enabled: true, size: 2 }, monitoring: { enabled: true, prometheus: { port: 9090 } } },
      [],
    ],
    [
      'what is switched off',
      { distributed: { enabled: false, size: 2 }, monitoring: { enabled: false } },
      [],
    ],
    [
      'a strategy for pods that serve alone',
      { resources: { strategy: 'exclusive' } },
      ['spec.resources.strategy'],
    ],
    ['a size alone', { distributed: { size: 2 } }, ['spec.distributed']],
    [
      'what MPI would wait',
      { distributed: { enabled: false, mpi: { timeout: 300 } } },
      ['spec.distributed.mpi'],
    ],
    [
      'blocks without their switch',
      { autoscaling: { minReplicas: 1, maxReplicas: 3 }, monitoring: { prometheus: { port: 9090 } } },
      ['spec.autoscaling', 'spec.monitoring'],
    ],
  ])('tells what is without effect: %s', (_what, spec, paths) => {
    const { service, errors } = parseInferenceService({ metadata: { name: 'x' }, spec: { model, ...spec } })
    expect(errors).toEqual([])
    expect(service && withoutEffect(service.spec).map(({ path }) => path)).toEqual(paths)
  })

  it('is for vLLM unless the service names another engine, and says where', () => {
    expect(requested({}).intent.backend).toBe('vllm')
    const { intent, paths } = requested({ backend: 'sglang' })
    expect([intent.backend, paths.backend]).toEqual(['sglang', 'spec.backend'])
  })

  it('names every field of a block whose switch was forgotten', () => {
    expect(
      withoutEffect({ model, autoscaling: { minReplicas: 1, maxReplicas: 3 } }).map(formatFieldError),
    ).toEqual([
      'spec.autoscaling: minReplicas, maxReplicas have no effect: enabled is not set; set spec.autoscaling.enabled to true or false',
    ])
  })

  it('tells fields that nobody knows, but for engine arguments', () => {
    const { warnings } = parseInferenceService({
      metadata: { name: 'x' },
      spec: { model, vllm: { engineArgs: { foo: 1 } }, resources: { totalGPUs: 2 } },
    })
    expect(warnings.map(({ path }) => path)).toEqual(['spec.resources.totalGPUs'])
  })
})

describe('the intent of an InferenceService', () => {
  it('has every argument under the field it comes from', () => {
    const { intent, paths } = requested({
      model: { ...model, temperature: 0.5 },
      vllm: { engineArgs: { tensor_parallel_size: 2, enable_chunked_prefill: false, enforce_eager: true } },
    })
    expect(intent.engineArgs).toEqual([
      '--tensor-parallel-size=2',
      '--no-enable-chunked-prefill',
      '--enforce-eager',
      '--override-generation-config={"temperature":0.5}',
    ])
    expect(paths.engineArgItems).toEqual([
      'spec.vllm.engineArgs.tensor_parallel_size',
      'spec.vllm.engineArgs.enable_chunked_prefill',
      'spec.vllm.engineArgs.enforce_eager',
      'spec.model.temperature',
    ])
    expect(paths.tensorParallel).toBe('spec.vllm.engineArgs.tensor_parallel_size')
  })

  it('spans nodes only where it may', () => {
    expect(requested({ distributed: { size: 2 } }).intent).not.toHaveProperty('distributed')
    expect(requested({ distributed: { enabled: true } }).intent.distributed).toEqual({})
    expect(requested({ distributed: { enabled: true, size: 2 } }).intent.distributed).toEqual({ nodes: 2 })
  })

  it('leaves nothing open where nothing may be optimized', () => {
    const written = { vllm: { engineArgs: { pipeline_parallel_size: 4 } } }
    const resources = { totalGpus: 4, autoOptimize: false }
    expect(requested({ ...written, resources }).intent.engineArgs).toEqual([
      '--pipeline-parallel-size=4',
      '--tensor-parallel-size=1',
    ])
    expect(requested(written).intent.engineArgs).toEqual(['--pipeline-parallel-size=4'])
  })

  it('counts the replicas that there may be', () => {
    expect(requested({}).replicas).toBe(1)
    expect(requested({ replicas: 3 }).replicas).toBe(3)
    expect(requested({ autoscaling: { enabled: true } }).replicas).toBe(5)
    expect(fixedReplicas({ model, autoscaling: { enabled: true } })).toBeUndefined()
    expect(fixedReplicas({ model, replicas: 0 })).toBe(0)
  })
})
