/**
 * Requests, hardware and recipes that read like sentences.
 * @module
 */
import type { Intent, IntentRequest } from '../../src/api/intent.ts'
import { acceleratorByName } from '../../src/catalog/accelerators.ts'
import type { Recipe, RecipeConfiguration } from '../../src/catalog/recipe.ts'
import type { DecisionContext } from '../../src/decide/context.ts'
import type { Hardware, HardwareShape } from '../../src/inventory/hardware.ts'
import { defaultDecisionConfig } from '../../src/inventory/snapshot.ts'

/** A request for a model, with whatever else the user said. */
export function wanting(model: string, intent: Partial<Intent> = {}): IntentRequest {
  return {
    kind: 'AIMEndpoint',
    name: 'under-test',
    namespace: 'default',
    intent: { model: { id: model }, engineArgs: [], nodeSelector: {}, tolerations: [], ...intent },
    paths: {
      model: 'spec.model.id',
      gpuCount: 'spec.resources.gpuCount',
      precision: 'spec.recipe.precision',
      backend: 'spec.recipe.backend',
      recipe: 'spec.recipe.customRecipe.name',
      maxModelLen: 'spec.maxModelLen',
      engineArgs: 'spec.engineArgs',
      image: 'spec.image',
      nodeSelector: 'spec.nodeSelector',
    },
    replicas: 1,
  }
}

/** Nodes of one kind; `free` lists the free devices of each, all of them by default. */
export function nodes(
  accelerator: string,
  count: number,
  options: {
    gpus?: number
    free?: readonly number[]
    holders?: number
    origin?: HardwareShape['origin']
    partition?: string
  } = {},
): HardwareShape {
  const row = acceleratorByName(accelerator)
  if (row === undefined) throw new Error(`no accelerator ${accelerator}`)
  const gpusPerNode = options.gpus ?? row.devicesPerNode
  const origin = options.origin ?? 'observed'
  const free = options.free ?? Array.from({ length: count }, () => gpusPerNode)
  const freeNodes = Array.from({ length: gpusPerNode + 1 }, (_, k) =>
    origin === 'observed' ? free.filter((f) => f === k).length : 0,
  )
  const split =
    options.partition === undefined
      ? 1
      : (row.partitions.find((p) => p.name === options.partition)?.devices ?? 1)
  return {
    accelerator: row.name,
    ...(options.partition === undefined ? {} : { partition: options.partition }),
    resource: options.partition === undefined ? 'amd.com/gpu' : `amd.com/${options.partition}`,
    memoryGiB: row.memoryGiB / split,
    gpusPerNode,
    origin,
    nodes: origin === 'observed' ? count : 0,
    freeNodes,
    used: origin === 'observed' ? count * gpusPerNode - free.reduce((sum, f) => sum + f, 0) : 0,
    holders: options.holders ?? 0,
  }
}

export function cluster(...shapes: readonly HardwareShape[]): Hardware {
  return { shapes, unknownNodes: 0 }
}

export function knowing(hardware: Hardware | undefined, recipes: readonly Recipe[] = []): DecisionContext {
  return {
    recipes,
    hardware,
    config: defaultDecisionConfig,
    snapshot: { version: 'test', stale: false },
    fitgate: 'test',
  }
}

/** The nodes that the sandbox has by default. */
export const sandboxHardware = cluster(
  nodes('MI300X', 2),
  nodes('MI325X', 1),
  nodes('MI355X', 1),
  nodes('MI250', 1),
  nodes('MI300X', 1, { gpus: 64, partition: 'cpx_nps4' }),
)

export function recipe(name: string, over: Partial<Recipe> & Pick<Recipe, 'modelId'>): Recipe {
  return {
    name,
    type: 'optimized',
    hardware: 'MI300X',
    precision: 'bf16',
    backend: 'vllm',
    configurations: [1, 2, 4, 8].map((gpuCount) => configuration(gpuCount)),
    ...over,
  }
}

export function configuration(
  gpuCount: number,
  over: Partial<RecipeConfiguration> = {},
): RecipeConfiguration {
  const args = gpuCount === 1 ? [] : [`--tensor-parallel-size=${gpuCount}`]
  return { gpuCount, enabled: true, args: ['--max-model-len=32768', ...args], env: [], ...over }
}
