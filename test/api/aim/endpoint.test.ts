import { describe, expect, it } from 'vitest'
import {
  type AIMEndpoint,
  fixedReplicas,
  imageReference,
  parseAIMEndpoint,
  toIntentRequest,
} from '../../../src/api/aim/endpoint.ts'
import { formatFieldError } from '../../../src/vocabulary/field-error.ts'
import { endpointExamples } from './endpoint-examples.ts'

const model = { id: 'Qwen/Qwen3-32B' }

function parsed(spec: unknown, metadata: object = { name: 'qwen' }): AIMEndpoint {
  const { endpoint, errors } = parseAIMEndpoint({ metadata, spec })
  expect(errors).toEqual([])
  if (endpoint === undefined) throw new Error('no errors, and no endpoint')
  return endpoint
}

const complaints = (spec: unknown, metadata: object = {}) =>
  parseAIMEndpoint({ metadata, spec }).errors.map(formatFieldError)

describe('parseAIMEndpoint', () => {
  it.for(endpointExamples)('finds exactly the faults of: $name', ({ spec, faults }) => {
    const { endpoint, errors } = parseAIMEndpoint({ metadata: { name: 'x' }, spec })
    expect(errors.map(({ path }) => path)).toEqual(faults)
    expect(endpoint === undefined).toBe(faults.length > 0)
  })

  it('says all problems at once, of fields and between fields', () => {
    expect(
      complaints({
        model,
        gpuCount: 9,
        precision: 'bf15',
        recipe: { backend: 'vlm', autoSelect: false },
        scaling: { minReplicas: 3, maxReplicas: 2 },
        deployment: { canary: { enabled: true } },
      }).map((text) => text.split(':')[0]),
    ).toEqual([
      'spec.recipe.backend',
      'spec.precision',
      'spec.recipe.autoSelect',
      'spec.scaling.minReplicas',
      'spec.gpuCount',
      'spec.deployment.canary.enabled',
    ])
  })

  it('shows what was found and what is allowed', () => {
    expect(complaints({ model, gpuCount: 513 })).toEqual(['spec.gpuCount: is 513, allowed 1 to 512'])
    expect(complaints({ model, gpuCount: 9 })).toEqual([
      'spec.gpuCount: is 9, more than the 8 GPUs of a node; set distributed.enabled to true, so that a replica may span nodes',
    ])
    expect(complaints({ model, resources: { gpuCount: 'two' } })).toEqual([
      'spec.resources.gpuCount: is text "two", a whole number from 1 to 512 is wanted',
    ])
    expect(complaints({ model, resources: { memory: '64Gi', memoryLimit: '32Gi' } })).toEqual([
      'spec.resources.memory: is 64Gi, above memoryLimit 32Gi',
    ])
  })

  it('lists the allowed words and suggests the near miss', () => {
    expect(complaints({ model, backend: 'vlm' })).toEqual([
      'spec.backend: unknown backend "vlm" (allowed: vllm, sglang); did you mean "vllm"?',
    ])
    expect(complaints({ model, recipe: { precision: 'bflaot16' } })).toEqual([
      'spec.recipe.precision: unknown precision "bflaot16" (allowed: fp4, int4, fp8, int8, fp16, bf16, fp32 and 18 other spellings); did you mean "bfloat16"?',
    ])
  })

  it('does not ask for the model again when its name is malformed', () => {
    expect(complaints({ modelId: 'a b' })).toHaveLength(1)
    expect(complaints({ modelId: 7 })).toHaveLength(1)
  })

  it('survives anything', () => {
    for (const object of [
      undefined,
      null,
      'text',
      7,
      [],
      {},
      { spec: null },
      { spec: [] },
      { metadata: 1, spec: 2 },
    ])
      expect(parseAIMEndpoint(object).errors).toMatchObject([{ path: 'spec' }])
  })

  it('tolerates unknown fields and tells of them', () => {
    const { endpoint, warnings } = parseAIMEndpoint({ spec: { modelId: model.id, gpucount: 1 } })
    expect(warnings.map(formatFieldError)).toEqual([
      'spec.gpucount: unknown field, the API server drops it; did you mean "gpuCount"?',
    ])
    expect(endpoint?.spec).toEqual({ modelId: model.id })
  })

  it('takes nulls as left out, as the API server does', () => {
    expect(parsed({ model, gpuCount: null, resources: { gpuCount: 2, cpu: null } }).spec).toEqual({
      model,
      resources: { gpuCount: 2 },
    })
  })

  it('keeps metadata, and a status that it can read', () => {
    const metadata = { name: 'qwen', namespace: 'team', generation: 3, labels: { a: 'b' } }
    const good = parseAIMEndpoint({ metadata, spec: { model }, status: { phase: 'Ready' } }).endpoint
    expect(good).toMatchObject({ metadata, status: { phase: 'Ready' } })
    const foreign = parseAIMEndpoint({ metadata, spec: { model }, status: { phase: 'Dancing' } }).endpoint
    expect(foreign?.status).toBeUndefined()
  })

  it('takes an empty name, which is what a generated one looks like at mutation', () => {
    expect(parsed({ model }, { generateName: 'qwen-' }).metadata.name).toBe('')
  })

  it('knows the words of the fit annotation', () => {
    const annotated = (fit: string) => ({ annotations: { 'fitgate.dev/fit': fit } })
    expect(toIntentRequest(parsed({ model }, annotated('enforce'))).fit).toBe('enforce')
    expect(complaints({ model }, annotated('wran'))).toEqual([
      'metadata.annotations["fitgate.dev/fit"]: unknown fit mode "wran" (allowed: enforce, warn, off); did you mean "warn"?',
    ])
  })
})

describe('toIntentRequest', () => {
  it('gives both forms the same intent, with paths of the form that was written', () => {
    const nested = toIntentRequest(
      parsed({
        model,
        recipe: { autoSelect: true, precision: 'bfloat16', backend: 'vllm' },
        resources: { gpuCount: 2 },
      }),
    )
    const flat = toIntentRequest(
      parsed({ modelId: model.id, autoSelect: true, precision: 'bf16', backend: 'vllm', gpuCount: 2 }),
    )
    expect(flat.intent).toEqual(nested.intent)
    expect(nested.paths).toMatchObject({
      model: 'spec.model.id',
      gpuCount: 'spec.resources.gpuCount',
      precision: 'spec.recipe.precision',
      backend: 'spec.recipe.backend',
    })
    expect(flat.paths).toMatchObject({
      model: 'spec.modelId',
      gpuCount: 'spec.gpuCount',
      precision: 'spec.precision',
      backend: 'spec.backend',
    })
  })

  it('points at the nested form of what was not written', () => {
    expect(toIntentRequest(parsed({ modelId: model.id })).paths).toMatchObject({
      model: 'spec.modelId',
      gpuCount: 'spec.resources.gpuCount',
      precision: 'spec.recipe.precision',
    })
    expect(toIntentRequest(parsed({ model, recipe: { gpuCount: 4 } }))).toMatchObject({
      intent: { gpuCount: 4 },
      paths: { gpuCount: 'spec.recipe.gpuCount' },
    })
  })

  it('carries exactly what decides the plan', () => {
    const spec = {
      model: { ...model, revision: 'v2', version: 'mine' },
      recipe: { customRecipe: { name: 'tuned' } },
      maxModelLen: 4096,
      engineArgs: ['--enforce-eager'],
      image: { repository: 'rocm/vllm', tag: 'v1' },
      nodeSelector: { zone: 'a' },
      tolerations: [{ operator: 'Exists' }],
    }
    expect(toIntentRequest(parsed(spec)).intent).toEqual({
      model: { id: model.id, revision: 'v2' },
      recipe: 'tuned',
      maxModelLen: 4096,
      engineArgs: ['--enforce-eager'],
      image: 'rocm/vllm:v1',
      nodeSelector: { zone: 'a' },
      tolerations: [{ operator: 'Exists' }],
    })
    expect(toIntentRequest(parsed({ model })).intent).toEqual({
      model,
      engineArgs: [],
      nodeSelector: {},
      tolerations: [],
    })
  })

  it.for([
    { spec: {}, fixed: 1, most: 1 },
    { spec: { replicas: 3 }, fixed: 3, most: 3 },
    { spec: { replicas: 0 }, fixed: 0, most: 0 },
    { spec: { scaling: { minReplicas: 2 } }, fixed: 2, most: 2 },
    { spec: { scaling: { minReplicas: 2, maxReplicas: 5 } }, fixed: undefined, most: 5 },
    { spec: { replicas: 2, scaling: { maxReplicas: 1 } }, fixed: 2, most: 2 },
  ])('counts the replicas of $spec', ({ spec, fixed, most }) => {
    const endpoint = parsed({ model, ...spec })
    expect(fixedReplicas(endpoint.spec)).toBe(fixed)
    expect(toIntentRequest(endpoint).replicas).toBe(most)
  })

  it('writes a digest with an at sign', () => {
    const tag = `sha256:${'a'.repeat(64)}`
    expect(imageReference(parsed({ model, image: { repository: 'rocm/vllm', tag } }).spec)).toBe(
      `rocm/vllm@${tag}`,
    )
    expect(imageReference(parsed({ model, image: { repository: 'rocm/vllm' } }).spec)).toBe('rocm/vllm')
    expect(imageReference(parsed({ model, image: { pullPolicy: 'Always' } }).spec)).toBeUndefined()
  })
})
