import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { annotationTable } from '../../../src/api/workload/annotations.ts'
import { parseWorkload, toIntentRequest } from '../../../src/api/workload/workload.ts'
import { formatFieldError } from '../../../src/vocabulary/field-error.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { deployment, model, podSpec, said, understood } from './builders.ts'

type Parts = Parameters<typeof deployment>[0]
const errorsOf = (parts: Parts) => parseWorkload(deployment(parts)).errors.map(formatFieldError)
const warningsOf = (parts: Parts) => parseWorkload(deployment(parts)).warnings.map(formatFieldError)
const wishOf = (parts: Parts) => toIntentRequest(understood(parts))
const container = 'spec.template.spec.containers[0]'

describe('every kind', () => {
  const annotated = { name: 'x', annotations: said({ model }) }
  const template = { spec: podSpec({}) }
  it.each([
    ['apps/v1', 'Deployment', { spec: { template, replicas: 3 } }, 'spec.template.spec.containers[0]', 3],
    ['apps/v1', 'StatefulSet', { spec: { template } }, 'spec.template.spec.containers[0]', 1],
    ['batch/v1', 'Job', { spec: { template, parallelism: 2 } }, 'spec.template.spec.containers[0]', 2],
    ['v1', 'Pod', template, 'spec.containers[0]', 1],
    [
      'leaderworkerset.x-k8s.io/v1',
      'LeaderWorkerSet',
      { spec: { replicas: 2, leaderWorkerTemplate: { leaderTemplate: template, workerTemplate: template } } },
      'spec.leaderWorkerTemplate.leaderTemplate.spec.containers[0]',
      2,
    ],
    [
      'leaderworkerset.x-k8s.io/v1',
      'LeaderWorkerSet',
      { spec: { leaderWorkerTemplate: { workerTemplate: template, size: 1 } } },
      'spec.leaderWorkerTemplate.workerTemplate.spec.containers[0]',
      1,
    ],
  ])('%s %s keeps its pod where its row says', (apiVersion, kind, rest, path, replicas) => {
    const { workload, errors } = parseWorkload({ apiVersion, kind, metadata: annotated, ...rest })
    expect(errors).toEqual([])
    expect(workload).toMatchObject({ container: { path }, replicas })
  })

  it('leaves other kinds and other versions alone', () => {
    expect(parseWorkload({ apiVersion: 'v1', kind: 'Service' }).workload).toBeUndefined()
    expect(parseWorkload({ ...deployment(), apiVersion: 'apps/v1beta1' }).workload).toBeUndefined()
  })

  it('says that a group of pods is more than it judges', () => {
    const spec = { leaderWorkerTemplate: { workerTemplate: template, size: 4 } }
    const { workload } = parseWorkload({
      apiVersion: 'leaderworkerset.x-k8s.io/v1',
      kind: 'LeaderWorkerSet',
      metadata: annotated,
      spec,
    })
    expect(workload && toIntentRequest(workload).unseen?.path).toBe('spec.leaderWorkerTemplate.size')
  })
})

describe('annotations', () => {
  it('are all in the table, and the table has no other', () => {
    const notOfWorkloads: string[] = [annotations.pin, annotations.configHash, annotations.applied]
    const names = Object.values(annotations).filter((name) => !notOfWorkloads.includes(name))
    expect(new Set(annotationTable.map(({ name }) => name))).toEqual(new Set(names))
  })

  it('make a wish of a Deployment that has a container with a name and nothing else', () => {
    expect(wishOf({}).intent).toEqual({
      model: { id: model },
      engineArgs: [],
      nodeSelector: {},
      tolerations: [],
    })
  })

  it('say everything that can be wished', () => {
    const says = {
      model,
      recipe: 'qwen',
      precision: 'BFloat16',
      gpus: ' 4 ',
      'max-model-len': '8192',
      objective: 'Latency',
      engine: 'SGLang',
      accelerator: 'mi325x, MI300X,',
      fit: 'off',
      paused: 'true',
      upgrade: 'auto',
      convert: 'cuda',
      harden: 'TRUE',
      'policy-exception': 'a, b',
    }
    expect(wishOf({ says })).toMatchObject({
      fit: 'off',
      intent: {
        recipe: 'qwen',
        precision: 'bf16',
        gpuCount: 4,
        exactGpuCount: true,
        maxModelLen: 8192,
        objective: 'latency',
        backend: 'sglang',
        accelerators: ['MI300X', 'MI325X'],
      },
    })
    expect(understood({ says }).settings).toMatchObject({
      paused: true,
      upgrade: 'auto',
      convertCuda: true,
      harden: true,
      policyExceptions: ['a', 'b'],
    })
  })

  it('are wrong all at once, each with what is allowed and the near miss', () => {
    const says = {
      model: 'Qwen3 32B',
      precision: 'fp9',
      gpus: '0',
      'max-gpus': '2.5',
      objective: 'latncy',
      accelerator: 'MI300X,MI35',
      upgrade: 'never',
      paused: 'yes',
      engine: 'vlm',
    }
    expect(errorsOf({ says }).map((line) => line.replace('metadata.annotations["fitgate.dev/', ''))).toEqual([
      'model"]: is text "Qwen3 32B", a repository name such as Qwen/Qwen3-32B is wanted',
      expect.stringContaining(
        'precision"]: unknown precision "fp9" (allowed: fp4, int4, fp8, int8, fp16, bf16, fp32 and 18',
      ),
      'gpus"]: is "0", a whole number from 1 to 64 is wanted',
      'max-gpus"]: is "2.5", a whole number from 1 to 64 is wanted',
      'objective"]: unknown objective "latncy" (allowed: latency, throughput); did you mean "latency"?',
      'engine"]: unknown engine "vlm" (allowed: vllm, sglang); did you mean "vllm"?',
      expect.stringContaining('accelerator"]: unknown accelerator "MI35" (allowed: MI355X'),
      'upgrade"]: unknown upgrade "never" (allowed: pin, auto, now, hold)',
      'paused"]: unknown paused "yes" (allowed: true, false)',
    ])
  })

  it('name something where they list words', () => {
    expect(errorsOf({ says: { model, accelerator: ' , ' } })[0]).toContain(
      'is empty; write a value, or leave it out',
    )
  })

  it('that fitgate writes are refused in no form', () => {
    expect(errorsOf({ says: { model, decision: '', status: 7 } })).toEqual([])
  })

  it('are text: numbers want quotes', () => {
    expect(errorsOf({ says: { model, gpus: 4 } })[0]).toContain('write "4", with quotes')
  })

  it('that nobody knows are not all told when there are thousands', () => {
    const many = Array.from({ length: 15_000 }, (_, index) => [`x${index}`, ''])
    expect(warningsOf({ says: { model, ...Object.fromEntries(many) } })).toHaveLength(50)
  })

  it('warn of names that nobody knows, and of those that do nothing', () => {
    expect(warningsOf({ says: { modle: 'x' } })[0]).toContain('did you mean "fitgate.dev/model"?')
    expect(warningsOf({ says: { gpus: '2', fit: 'off' } })).toEqual([
      'metadata.annotations["fitgate.dev/gpus"]: does nothing without fitgate.dev/model',
    ])
    expect(warningsOf({ says: {}, template: { metadata: { annotations: said({ model }) } } })[0]).toContain(
      'pod template',
    )
  })
})

describe('the container', () => {
  const sidecar = { name: 'proxy', image: 'istio/proxyv2:1' }
  const vllm = { name: 'engine', command: ['vllm', 'serve', model] }

  it.each<[string, Parts, string]>([
    ['the one the annotation names', { says: { model, container: 'proxy' }, others: [sidecar] }, 'proxy'],
    ['the one that starts an engine', { container: { image: 'a' }, others: [sidecar, vllm] }, 'engine'],
    [
      'the one with an engine in its image',
      { container: { image: 'rocm/vllm:x' }, others: [sidecar] },
      'server',
    ],
    [
      'the one that asks for GPUs',
      { container: { image: 'a', resources: { limits: { 'amd.com/gpu': '1' } } }, others: [sidecar] },
      'server',
    ],
    ['the one whose image is left open', { others: [sidecar] }, 'server'],
    [
      "the pod's default",
      {
        container: { image: 'a' },
        others: [sidecar],
        template: { metadata: { annotations: { 'kubectl.kubernetes.io/default-container': 'server' } } },
      },
      'server',
    ],
  ])('that serves is %s', (_, parts, name) => {
    expect(understood(parts).container.name).toBe(name)
  })

  it('has to be named where nothing tells', () => {
    expect(errorsOf({ container: { image: 'a' }, others: [sidecar] })[0]).toContain(
      'annotation fitgate.dev/container',
    )
    expect(errorsOf({ says: { model, container: 'serve' }, others: [sidecar] })[0]).toContain(
      'did you mean "server"?',
    )
    expect(
      parseWorkload(deployment({ says: {}, container: { image: 'a' }, others: [sidecar] })).errors,
    ).toEqual([])
  })
})

describe('what the container says already', () => {
  it('is part of the wish: image, arguments, GPUs, nodes', () => {
    const { intent, paths, env } = wishOf({
      container: {
        image: 'rocm/vllm:v0.33.0',
        command: ['vllm', 'serve', model, '--host', '::', '--max-model-len', '4096'],
        args: ['--port=9000', '-tp', '2'],
        resources: { limits: { 'amd.com/gpu': 2, cpu: 4 } },
        env: [{ name: 'VLLM_ROCM_USE_AITER', value: '1' }],
      },
      pod: { nodeSelector: { pool: 'a' }, tolerations: [{ key: 'amd.com/gpu', operator: 'Exists' }] },
    })
    expect(intent).toEqual({
      model: { id: model },
      backend: 'vllm',
      image: 'rocm/vllm:v0.33.0',
      gpuCount: 2,
      exactGpuCount: true,
      resource: 'amd.com/gpu',
      engineArgs: ['--max-model-len', '4096', '-tp', '2'],
      ownArguments: true,
      port: 9000,
      nodeSelector: { pool: 'a' },
      tolerations: [{ key: 'amd.com/gpu', operator: 'Exists' }],
    })
    expect(paths.gpuCount).toBe(`${container}.resources.limits["amd.com/gpu"]`)
    expect(paths.engineArgItems).toEqual(
      [5, 6]
        .map((i) => `${container}.command[${i}]`)
        .concat([`${container}.args[1]`, `${container}.args[2]`]),
    )
    expect(env).toEqual([{ name: 'VLLM_ROCM_USE_AITER', value: '1' }])
  })

  it('gives the count by its arguments where it asks for no GPUs', () => {
    const command = ['vllm', 'serve', model, '-tp', '2', '--pipeline-parallel-size', '2']
    expect(wishOf({ container: { command } })).toMatchObject({
      intent: { gpuCount: 4, exactGpuCount: true },
      paths: { gpuCount: `${container}.command[3]`, tensorParallel: `${container}.command[3]` },
    })
    expect(wishOf({ container: { command: ['vllm', 'serve', model] } }).intent.gpuCount).toBe(1)
  })

  it('is converted where that is asked for: CUDA image, resource and labels are no wishes then', () => {
    const parts = {
      container: { image: 'vllm/vllm-openai:v0.11.0', resources: { limits: { 'nvidia.com/gpu': 2 } } },
      pod: { nodeSelector: { 'nvidia.com/gpu.product': 'A100', pool: 'a' } },
    }
    const { intent } = wishOf({ ...parts, says: { model, convert: 'cuda' } })
    expect(intent).toMatchObject({
      gpuCount: 2,
      exactGpuCount: true,
      backend: 'vllm',
      nodeSelector: { pool: 'a' },
    })
    expect([intent.image, intent.resource]).toEqual([undefined, undefined])
  })

  it('tells what of it cannot be seen', () => {
    const { unseen, intent } = wishOf({ container: { command: ['vllm', 'serve', '--config', '/a.yaml'] } })
    expect(unseen).toMatchObject({ path: `${container}.command[2]` })
    expect(intent.ownArguments).toBeUndefined()
  })

  it('must agree with the annotations, and both places are named', () => {
    const command = ['vllm', 'serve', 'Qwen/Qwen3-8B']
    expect(errorsOf({ container: { command } })).toEqual([
      `metadata.annotations["fitgate.dev/model"]: is ${model}, but the container serves Qwen/Qwen3-8B (${container}.command[2]); name the same model in both places`,
    ])
    expect(
      errorsOf({
        says: { model, gpus: '4' },
        container: { resources: { requests: { 'amd.com/gpu': '2' } } },
      })[0],
    ).toContain(`${container}.resources.requests["amd.com/gpu"]`)
    expect(
      errorsOf({ says: { model, engine: 'sglang' }, container: { command: ['vllm', 'serve', model] } }),
    ).toHaveLength(1)
  })

  it('may name a folder, which the annotation explains', () => {
    expect(errorsOf({ container: { command: ['vllm', 'serve', '/models/qwen'] } })).toEqual([])
    expect(errorsOf({ container: { command: ['vllm', 'serve', 'qwen/QWEN3-32b'] } })).toEqual([])
    expect(warningsOf({ container: { command: ['vllm', 'serve', 'models/mine'] } })).toHaveLength(1)
  })
})

describe('any JSON', () => {
  it('is read without throwing', () => {
    const json = fc.jsonValue()
    fc.assert(fc.property(json, (value) => Array.isArray(parseWorkload(value).errors)))
    fc.assert(
      fc.property(
        json,
        json,
        json,
        fc.constantFrom('Deployment', 'StatefulSet'),
        (metadata, spec, pod, kind) => {
          for (const template of [
            spec,
            { metadata, spec: pod },
            { spec: { containers: [pod, { name: 'x', resources: pod }] } },
          ]) {
            const { workload } = parseWorkload({ apiVersion: 'apps/v1', kind, metadata, spec: { template } })
            if (workload !== undefined)
              expect(toIntentRequest(workload).intent.engineArgs).toBeInstanceOf(Array)
          }
        },
      ),
    )
  })
})
