/**
 * The generated CRDs on a real API server: they install, and they judge as our parser does.
 * @module
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseAIMCache } from '../../../src/api/aim/cache.ts'
import { parseAIMEndpoint } from '../../../src/api/aim/endpoint.ts'
import { parseAIMRecipe } from '../../../src/api/aim/recipe.ts'
import { parseInferenceService } from '../../../src/api/inference/inference-service.ts'
import { parseModelCache } from '../../../src/api/inference/model-cache.ts'
import { parseGPUWorkload } from '../../../src/api/warp/workload.ts'
import { ApiError } from '../../../src/kube/api-error.ts'
import { createClient } from '../../../src/kube/client.ts'
import { loadKubeconfig } from '../../../src/kube/config.ts'
import { apiVersionOf, resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../../src/kube/types.ts'
import { aimCacheExamples, beyondTheSchema } from '../../api/aim/cache-examples.ts'
import { endpointExamples } from '../../api/aim/endpoint-examples.ts'
import { recipeExamples } from '../../api/aim/recipe-examples.ts'
import { inferenceServiceExamples } from '../../api/inference/inference-service-examples.ts'
import {
  beyondTheSchema as beyondModelCache,
  modelCacheExamples,
} from '../../api/inference/model-cache-examples.ts'
import { workloadExamples } from '../../api/warp/workload-examples.ts'
import { controlPlane } from '../control-plane.ts'

interface Definition extends KubeObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
}

const crds = fileURLToPath(new URL('../../../crds', import.meta.url))
const namespace = 'default'
const names = {
  plain: 'crd-test-plain',
  scaled: 'crd-test-scaled',
  owned: 'crd-test-owned',
  shown: 'crd-test-shown',
}
let client: KubeClient

async function kubectl(...args: string[]): Promise<string> {
  const flags = ['--kubeconfig', controlPlane.kubeconfig, ...args]
  const { stdout } = await promisify(execFile)(join(controlPlane.binDir, 'kubectl'), flags)
  return stdout
}

const object = (type: ResourceType, name: string, spec: unknown) => ({
  apiVersion: apiVersionOf(type),
  kind: type.kind,
  metadata: { name, ...(type.namespaced ? { namespace } : {}) },
  spec,
})

/** What the API server says to an object; empty when it takes it. */
async function refusal(type: ResourceType, spec: unknown): Promise<string> {
  try {
    await client.create(type, object(type, 'example', spec), { dryRun: true })
    return ''
  } catch (error) {
    if (error instanceof ApiError && error.code === 422) return error.message
    throw error
  }
}

beforeAll(async () => {
  client = createClient(await loadKubeconfig(controlPlane.kubeconfig))
  await kubectl('apply', '--server-side', '--force-conflicts', '-k', crds)
  await kubectl(
    'wait',
    '--for=condition=Established',
    '--timeout=60s',
    'crd',
    '-l',
    'app.kubernetes.io/part-of=fitgate',
  )
})

afterAll(async () => {
  await kubectl('delete', 'aimep', '-n', namespace, '--ignore-not-found', ...Object.values(names))
  client.close()
})

describe('the definitions', () => {
  it('are accepted as structural schemas', async () => {
    const { items } = await client.list<Definition>(resources.customResourceDefinition, {
      labelSelector: 'app.kubernetes.io/part-of=fitgate',
    })
    expect(items.length).toBeGreaterThanOrEqual(2)
    for (const { status } of items) {
      const state = Object.fromEntries((status?.conditions ?? []).map(({ type, status }) => [type, status]))
      expect(state).toMatchObject({ Established: 'True', NamesAccepted: 'True' })
      expect(state).not.toHaveProperty('NonStructuralSchema')
    }
  })

  it('explain every field in words', async () => {
    // The API server publishes the schema a moment after it serves the kind.
    const explain = (...args: string[]) =>
      vi.waitFor(() => kubectl('explain', ...args), { timeout: 60_000, interval: 500 })
    expect(await explain('aimendpoint.spec.resources.gpuCount')).toContain('never exceeded')
    expect(await explain('aimrecipe', '--recursive')).toContain('configurations')
  })
})

describe('AIMEndpoint', () => {
  it.for(endpointExamples)('is judged alike by both twins: $name', async ({ spec, faults }) => {
    const ours = parseAIMEndpoint(object(resources.aimEndpoint, 'example', spec))
    const theirs = await refusal(resources.aimEndpoint, spec)
    expect(ours.errors.map(({ path }) => path)).toEqual(faults)
    expect(theirs === '').toBe(faults.length === 0)
  })

  it('gets the default key of its hub token and no other value', async () => {
    const spec = { modelId: 'Qwen/Qwen3-32B', hubTokenSecret: { name: 'hub' } }
    const created = await client.create(
      resources.aimEndpoint,
      object(resources.aimEndpoint, names.plain, spec),
    )
    expect(created).toMatchObject({ spec: {} })
    expect(Reflect.get(created, 'spec')).toEqual({ ...spec, hubTokenSecret: { name: 'hub', key: 'token' } })
  })

  it('is scaled through the scale subresource, unless an autoscaler owns the count', async () => {
    const model = { modelId: 'Qwen/Qwen3-32B' }
    await client.create(resources.aimEndpoint, object(resources.aimEndpoint, names.scaled, model))
    await kubectl('scale', '-n', namespace, `aimep/${names.scaled}`, '--replicas=3')
    expect(await client.get(resources.aimEndpoint, { namespace, name: names.scaled })).toMatchObject({
      spec: { replicas: 3 },
    })

    const owned = { ...model, scaling: { maxReplicas: 4 } }
    await client.create(resources.aimEndpoint, object(resources.aimEndpoint, names.owned, owned))
    await expect(kubectl('scale', '-n', namespace, `aimep/${names.owned}`, '--replicas=3')).rejects.toThrow(
      'owned by the autoscaler',
    )
  })

  it('shows in kubectl get what its status says', async () => {
    const { metadata } = await client.create(
      resources.aimEndpoint,
      object(resources.aimEndpoint, names.shown, { modelId: 'Qwen/Qwen3-32B' }),
    )
    const status = {
      model: 'Qwen/Qwen3-32B',
      recipe: 'qwen3-32b-mi300x-bf16',
      gpus: '1 x MI300X',
      phase: 'Ready',
      replicas: { current: 1, desired: 1, ready: 1, available: 1, summary: '1/1' },
      queue: '2nd of 3',
      selector: 'app.kubernetes.io/instance=shown',
    }
    await client.patch(
      resources.aimEndpoint,
      { namespace, name: metadata.name },
      'merge',
      { status },
      { subresource: 'status' },
    )
    const [head, row] = (await kubectl('get', '-n', namespace, 'aimep', names.shown)).split('\n')
    expect(head?.split(/\s+/)).toEqual(['NAME', 'MODEL', 'RECIPE', 'GPUS', 'PHASE', 'READY', 'QUEUE', 'AGE'])
    expect(row).toMatch(
      /^crd-test-shown\s+Qwen\/Qwen3-32B\s+qwen3-32b-mi300x-bf16\s+1 x MI300X\s+Ready\s+1\/1\s+2nd of 3\s/,
    )
  })
})

describe('AIMCache', () => {
  it.for(aimCacheExamples)('is judged alike by both twins: $name', async ({ name, spec, faults }) => {
    const ours = parseAIMCache(object(resources.aimCache, 'example', spec))
    const theirs = await refusal(resources.aimCache, spec)
    expect(ours.errors.map(({ path }) => path)).toEqual(faults)
    expect(theirs === '').toBe(faults.length === 0 || beyondTheSchema.has(name))
  })
})

describe('ModelCache', () => {
  it.for(modelCacheExamples)('is judged alike by both twins: $name', async ({ name, spec, faults }) => {
    const ours = parseModelCache(object(resources.modelCache, 'example', spec))
    const theirs = await refusal(resources.modelCache, spec)
    expect(ours.errors.map(({ path }) => path)).toEqual(faults)
    expect(theirs === '').toBe(faults.length === 0 || beyondModelCache.has(name))
  })
})

describe('GPUWorkload', () => {
  it.for(workloadExamples)('is judged alike by both twins: $name', async ({ spec, faults }) => {
    const ours = parseGPUWorkload(object(resources.gpuWorkload, 'example', spec))
    const theirs = await refusal(resources.gpuWorkload, spec)
    expect(ours.errors.map(({ path }) => path)).toEqual(faults)
    expect(theirs === '').toBe(faults.length === 0)
  })
})

describe('AIMRecipe', () => {
  it.for(recipeExamples)('is judged alike by both twins: $name', async ({ spec, faults }) => {
    const ours = parseAIMRecipe(object(resources.aimRecipe, 'example', spec))
    const theirs = await refusal(resources.aimRecipe, spec)
    expect(ours.errors.map(({ path }) => path)).toEqual(faults)
    expect(theirs === '').toBe(faults.length === 0)
  })

  it('belongs to the cluster and has a short name of its own', async () => {
    const spec = recipeExamples[0]?.spec
    await client.create(resources.aimRecipe, object(resources.aimRecipe, 'crd-test', spec))
    try {
      const [head, row] = (await kubectl('get', 'aimrcp', 'crd-test')).split('\n')
      expect(head?.split(/\s+/)).toEqual([
        'NAME',
        'MODEL',
        'HARDWARE',
        'PRECISION',
        'BACKEND',
        'PHASE',
        'ENDPOINTS',
        'AGE',
      ])
      expect(row).toMatch(/^crd-test\s+Qwen\/Qwen3-32B\s+MI300X\s+bfloat16\s+vllm/)
    } finally {
      await client.delete(resources.aimRecipe, { name: 'crd-test' })
    }
  })
})

describe('InferenceService', () => {
  it.for(inferenceServiceExamples)('is judged alike by both twins: $name', async ({ spec, faults }) => {
    const ours = parseInferenceService(object(resources.inferenceService, 'example', spec))
    const theirs = await refusal(resources.inferenceService, spec)
    expect(ours.errors.map(({ path }) => path)).toEqual(faults)
    expect(theirs === '').toBe(faults.length === 0)
  })

  it('keeps engine arguments that its schema does not name', async () => {
    const engineArgs = {
      tensor_parallel_size: 2,
      gpu_memory_utilization: 0.9,
      'enable-chunked-prefill': true,
    }
    const spec = { model: { name: 'Qwen/Qwen3-32B' }, vllm: { engineArgs } }
    const type = resources.inferenceService
    const created = await client.create(type, object(type, 'arguments', spec), { dryRun: true })
    expect(created).toMatchObject({ spec: { vllm: { engineArgs } } })
  })
})
