/**
 * The recipe table as AIMRecipe objects: one an engine and kind of hardware.
 * @module
 */
import type { Placement, RecipeRow, RowArguments } from '../../catalog/recipe-table/row.ts'
import { recipeTable } from '../../catalog/recipe-table.ts'
import { group } from './group.ts'
import type { AIMRecipe, AIMRecipeSpec } from './recipe.ts'

export interface BuiltInRecipe {
  /** Beginning of the name, which the recipes of a model share. */
  readonly id: string
  readonly object: AIMRecipe
}

const engineNames = { vllm: 'vLLM', sglang: 'SGLang' } as const

/** Every built-in recipe, in the order of the table. */
export function builtInRecipes(table: readonly RecipeRow[] = recipeTable): BuiltInRecipe[] {
  return table.flatMap((row) => row.on.map((placement) => builtIn(row, placement)))
}

function builtIn(row: RecipeRow, placement: Placement): BuiltInRecipe {
  const { model, precision, backend = 'vllm', since } = row
  const { hardware, type } = placement
  const repository = model.slice(model.lastIndexOf('/') + 1)
  const slug = repository.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  // Qwen3-32B-FP8 in fp8 need not say so twice
  const id = row.id ?? (slug.endsWith(`-${precision}`) ? slug.slice(0, -precision.length - 1) : slug)
  const name = `${id}-${hardware.toLowerCase()}-${precision}`
  const engine = engineNames[backend]
  const spec: AIMRecipeSpec = {
    recipeId: name,
    modelId: model,
    hardware,
    precision,
    backend,
    type,
    description: `${repository} in ${precision} on ${hardware} with ${engine} ${since} or newer.`,
    source: placement.source ?? row.source,
    configurations: Object.keys(placement.counts).map((count) =>
      configuration(row, placement, Number(count)),
    ),
  }
  return {
    id,
    object: {
      apiVersion: `${group}/v1alpha1`,
      kind: 'AIMRecipe',
      metadata: {
        name: backend === 'vllm' ? name : `${name}-${backend}`,
        labels: { 'app.kubernetes.io/part-of': 'fitgate' },
      },
      spec,
    },
  }
}

function configuration(
  row: RecipeRow,
  placement: Placement,
  gpuCount: number,
): AIMRecipeSpec['configurations'][number] {
  const merged = { ...row.args, ...placement.args, ...placement.counts[gpuCount] }
  // engines that share the GPUs between replicas of the model say so themselves
  const spread = 'tensor-parallel-size' in merged || 'data-parallel-size' in merged || gpuCount === 1
  const args = argumentList(spread ? merged : { 'tensor-parallel-size': gpuCount, ...merged })
  const env = Object.entries(placement.env ?? row.env ?? {}).map(([name, value]) => ({ name, value }))
  const source = placement.sources?.[gpuCount]
  return {
    gpuCount,
    enabled: true,
    ...(args.length === 0 ? {} : { args }),
    ...(env.length === 0 ? {} : { env }),
    ...(source === undefined ? {} : { source }),
  }
}

function argumentList(args: RowArguments): string[] {
  return Object.entries(args).map(([flag, value]) => {
    if (value === true) return `--${flag}`
    return value === false ? `--no-${flag}` : `--${flag}=${value}`
  })
}
