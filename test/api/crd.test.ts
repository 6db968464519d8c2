import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { z } from 'zod'
import { parseAIMCache } from '../../src/api/aim/cache.ts'
import { aimCacheKind } from '../../src/api/aim/cache-kind.ts'
import { aimCacheRules } from '../../src/api/aim/cache-rules.ts'
import { parseAIMEndpoint } from '../../src/api/aim/endpoint.ts'
import { aimEndpointKind } from '../../src/api/aim/endpoint-kind.ts'
import { endpointRules } from '../../src/api/aim/endpoint-rules.ts'
import { group } from '../../src/api/aim/group.ts'
import { parseAIMRecipe } from '../../src/api/aim/recipe.ts'
import { aimRecipeKind } from '../../src/api/aim/recipe-kind.ts'
import { recipeRules } from '../../src/api/aim/recipe-rules.ts'
import { parseInferenceService } from '../../src/api/inference/inference-service.ts'
import { inferenceServiceKind } from '../../src/api/inference/inference-service-kind.ts'
import { inferenceServiceRules } from '../../src/api/inference/inference-service-rules.ts'
import { parseModelCache } from '../../src/api/inference/model-cache.ts'
import { modelCacheKind } from '../../src/api/inference/model-cache-kind.ts'
import { modelCacheRules } from '../../src/api/inference/model-cache-rules.ts'
import { customResourceDefinitions, kinds } from '../../src/api/kinds.ts'
import { parseGPUWorkload } from '../../src/api/warp/workload.ts'
import { gpuWorkloadKind } from '../../src/api/warp/workload-kind.ts'
import { gpuWorkloadRules } from '../../src/api/warp/workload-rules.ts'
import { parseWorkload } from '../../src/api/workload/workload.ts'
import { driftedFiles } from '../../src/cli/generate.ts'
import { aimCacheExamples } from './aim/cache-examples.ts'
import { endpointExamples } from './aim/endpoint-examples.ts'
import type { Example } from './aim/example.ts'
import { recipeExamples } from './aim/recipe-examples.ts'
import { inferenceServiceExamples } from './inference/inference-service-examples.ts'
import { modelCacheExamples } from './inference/model-cache-examples.ts'
import { workloadExamples } from './warp/workload-examples.ts'

describe('the definitions', () => {
  it('are committed as they would be generated', async () => {
    expect(await driftedFiles()).toEqual([])
  })

  it('carry the label of the project and a name of their own', () => {
    const definitions = customResourceDefinitions()
    expect(definitions).toHaveLength(kinds.length)
    for (const { metadata } of definitions)
      expect(metadata.labels).toEqual({ 'app.kubernetes.io/part-of': 'fitgate' })
    expect(definitions.map(({ metadata }) => metadata.name)).toEqual([
      'aimcaches.aim.engine.amd.com',
      'aimendpoints.aim.engine.amd.com',
      'aimrecipes.aim.engine.amd.com',
      'gpuworkloads.gpu.warp.dev',
      'inferenceservices.inference.ai',
      'modelcaches.inference.ai',
    ])
  })

  it('have no default on a field with two forms', () => {
    const text = JSON.stringify(customResourceDefinitions().filter(({ spec }) => spec.group === group))
    expect(text.match(/"default":("[^"]*"|\w+)/g)).toEqual(['"default":"token"', '"default":"token"'])
  })

  it('use short names that the AIM Engine product does not', () => {
    // its documents: aimsvc, aimmdl, aimtpl, aimrc, aimart, aimtc and their cluster forms
    expect(kinds.flatMap(({ shortNames }) => shortNames)).toEqual([
      'aimcache',
      'aimep',
      'aimrcp',
      'gpuw',
      'infsvc',
      'modelcache',
      'mdlc',
    ])
  })
})

describe('every rule', () => {
  const specs = <T>(schema: z.ZodType<T>, examples: readonly Example[]) =>
    examples.flatMap(({ spec }) => {
      const { data } = schema.safeParse(spec)
      return data === undefined ? [] : [data]
    })
  const endpoints = specs(aimEndpointKind.version.spec, endpointExamples)
  const recipes = specs(aimRecipeKind.version.spec, recipeExamples)
  const services = specs(inferenceServiceKind.version.spec, inferenceServiceExamples)
  const workloads = specs(gpuWorkloadKind.version.spec, workloadExamples)

  const caches = specs(aimCacheKind.version.spec, aimCacheExamples)
  const modelCaches = specs(modelCacheKind.version.spec, modelCacheExamples)

  it.for(aimCacheRules)('of AIMCache is broken by an example: $path $message', ({ violations }) => {
    expect(caches.some((spec) => violations(spec).length > 0)).toBe(true)
  })

  it.for(modelCacheRules)('of ModelCache is broken by an example: $path $message', ({ violations }) => {
    expect(modelCaches.some((spec) => violations(spec).length > 0)).toBe(true)
  })

  it.for(endpointRules)('of AIMEndpoint is broken by an example: $path $message', ({ violations }) => {
    expect(endpoints.some((spec) => violations(spec).length > 0)).toBe(true)
  })

  it.for(recipeRules)('of AIMRecipe is broken by an example: $path $message', ({ violations }) => {
    expect(recipes.some((spec) => violations(spec).length > 0)).toBe(true)
  })

  it.for(gpuWorkloadRules)('of GPUWorkload is broken by an example: $path $message', ({ violations }) => {
    expect(workloads.some((spec) => violations(spec).length > 0)).toBe(true)
  })

  it.for(inferenceServiceRules)(
    'of InferenceService is broken by an example: $path $message',
    ({ violations }) => {
      expect(services.some((spec) => violations(spec).length > 0)).toBe(true)
    },
  )
})

describe('the objects that are shipped', () => {
  const documents = (folder: string) =>
    readdirSync(new URL(`../../manifests/${folder}/`, import.meta.url))
      .filter((name) => name !== 'kustomization.yaml')
      .flatMap((name) =>
        parseAllDocuments(
          readFileSync(new URL(`../../manifests/${folder}/${name}`, import.meta.url), 'utf8'),
        ).map((document): unknown => document.toJS()),
      )

  /** What a platform makes beside them is for the API server to judge. */
  const isOurs = (object: unknown) => (object as { readonly kind: string }).kind !== 'PersistentVolume'

  it.for([...documents('recipes'), ...documents('samples').filter(isOurs)])(
    'are well-formed: %j',
    (object) => {
      const { errors, warnings } = read(object)
      expect([...errors, ...warnings]).toEqual([])
    },
  )
})

function read(object: unknown): {
  readonly errors: readonly unknown[]
  readonly warnings: readonly unknown[]
} {
  const kind: unknown = Reflect.get(Object(object), 'kind')
  if (kind === 'AIMCache') return parseAIMCache(object)
  if (kind === 'ModelCache') return parseModelCache(object)
  if (kind === 'AIMRecipe') return parseAIMRecipe(object)
  if (kind === 'GPUWorkload') return parseGPUWorkload(object)
  if (kind === 'InferenceService') return parseInferenceService(object)
  return kind === 'AIMEndpoint' ? parseAIMEndpoint(object) : parseWorkload(object)
}
