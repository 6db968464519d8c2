/**
 * Options computed from the architecture, for what nobody wrote a recipe for: every sensible count and precision on each target.
 * @module
 */
import type { Backend } from '../../catalog/recipe.ts'
import type { Precision } from '../../vocabulary/precision.ts'
import type { Target } from '../place/target.ts'
import { standingOf } from './known-targets.ts'
import type { Option } from './option.ts'
import { modelName } from './plan.ts'
import { fallbackPrecisions, writtenPrecision } from './precision-choice.ts'
import type { Wish } from './wish.ts'

/** GPU counts people run: powers of two, which divide the heads of nearly every model. */
const usualCounts: readonly number[] = [8, 4, 2, 1]

export function derivedOptions(wish: Wish, targets: readonly Target[]): Option[] {
  const { intent } = wish.request
  const backend: Backend = intent.backend ?? wish.imageEngine?.backend ?? 'vllm'
  const model = modelSlug(wish)
  const precisions = precisionsOf(wish)
  const options: Option[] = []
  for (const target of targets) {
    for (const gpuCount of countsOn(wish, target))
      for (const precision of precisions)
        options.push({
          recipe: {
            name: `${model}-${standingOf(target).slug}-${precision}${backend === 'vllm' ? '' : `-${backend}`}-tp${gpuCount}`,
            type: 'derived',
          },
          target,
          gpuCount,
          precision,
          backend,
        })
  }
  return options
}

/** `qwen3-32b`: the model in names of computed plans. */
export function modelSlug({ request }: Wish): string {
  return modelName(request.intent.model.id)
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
}

/** The precision that is asked for or written, else those that the repository can be served in. */
export function precisionsOf({ request, model, settings }: Wish): readonly Precision[] {
  const { precision, ownArguments } = request.intent
  if (ownArguments && model !== undefined) return [writtenPrecision(settings, model)]
  if (precision !== undefined) return [precision]
  return model === undefined ? ['bf16'] : fallbackPrecisions(model)
}

/** Counts to try: the one that is asked for exactly; else the user's own and fewer. What nobody knows is asked for as it was written, once. */
function countsOn({ request, model }: Wish, target: Target): readonly number[] {
  const { gpuCount, exactGpuCount, maxGpuCount } = request.intent
  if (gpuCount !== undefined && exactGpuCount) return [gpuCount]
  if (model === undefined) return [gpuCount ?? 1]
  if (target.partition !== undefined) return [1]
  const most = Math.min(gpuCount ?? maxGpuCount ?? 8, target.gpusPerNode)
  const usual = usualCounts.filter((count) => count <= most)
  return gpuCount === undefined || usual.includes(gpuCount) ? usual : [gpuCount, ...usual]
}
