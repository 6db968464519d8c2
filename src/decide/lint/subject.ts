/**
 * What rules look at: one recipe, its rows that are switched on with their arguments read, and the engine it is read for.
 * @module
 */
import type { AIMRecipe, AIMRecipeSpec } from '../../api/aim/recipe.ts'
import { toRecipe } from '../../api/aim/recipe.ts'
import type { Accelerator } from '../../catalog/accelerator.ts'
import { acceleratorByName } from '../../catalog/accelerators.ts'
import type { Recipe } from '../../catalog/recipe.ts'
import { type ReadArguments, readArguments } from '../../engines/read.ts'
import type { Engine } from '../../engines/settings.ts'

export interface Row {
  /** `spec.configurations[2]`. */
  readonly path: string
  readonly configuration: AIMRecipeSpec['configurations'][number]
  readonly read: ReadArguments
  /** Tensor × pipeline × data parallel sizes; what nobody set is made so that they fill `gpuCount`. */
  readonly parallel: { readonly tensor: number; readonly pipeline: number; readonly data: number }
}

export interface Subject {
  readonly recipe: Recipe
  readonly spec: AIMRecipeSpec
  readonly engine: Engine
  readonly accelerator: Accelerator
  /** Rows that are switched on; the others are nobody's plan. */
  readonly rows: readonly Row[]
}

/** `undefined` for hardware nobody knows, which the resource refuses. */
export function subjectOf({ metadata, spec }: AIMRecipe, engine: Engine): Subject | undefined {
  const recipe = toRecipe({ apiVersion: '', kind: '', metadata, spec })
  const accelerator = acceleratorByName(recipe.hardware)
  if (accelerator === undefined) return undefined
  const rows = spec.configurations.flatMap((configuration, index) =>
    configuration.enabled ? [rowOf(configuration, `spec.configurations[${index}]`, engine)] : [],
  )
  return { recipe, spec, engine, accelerator, rows }
}

function rowOf(configuration: Row['configuration'], path: string, engine: Engine): Row {
  const read = readArguments(engine, configuration.args ?? [], `${path}.args`)
  const { tensorParallel, pipelineParallel: pipeline = 1, dataParallel = 1, other } = read.settings
  // SGLang's attention replicas share the tensor-parallel ranks
  const data = engine.backend === 'sglang' && 'enable-dp-attention' in other ? 1 : dataParallel
  const tensor = tensorParallel ?? Math.max(1, Math.floor(configuration.gpuCount / (pipeline * data)))
  return { path, configuration, read, parallel: { tensor, pipeline, data } }
}
