/**
 * Plans computed from the architecture, for what nobody wrote a recipe for: every sensible count and precision on the target.
 * @module
 */

import type { IntentRequest } from '../../api/intent.ts'
import { defaultEngine } from '../../catalog/engines.ts'
import type { ResolvedModel } from '../../catalog/model.ts'
import type { Backend } from '../../catalog/recipe.ts'
import { usualFormat } from '../../catalog/weight-format.ts'
import { engineOfImage } from '../../engines/images.ts'
import { mergeSettings } from '../../engines/merge.ts'
import type { EngineSettings } from '../../engines/settings.ts'
import type { Precision } from '../../vocabulary/precision.ts'
import type { Reason } from '../../vocabulary/reasons.ts'
import type { Target } from '../place/target.ts'
import { derivedName, type Plan } from './plan.ts'
import { choosePrecision, fallbackPrecisions, settingsOf } from './precision-choice.ts'

/** GPU counts people run: powers of two, which divide the heads of nearly every model. */
const usualCounts = [8, 4, 2, 1] as const

/** Counts to try, the user's own first, then fewer. */
export function countsWithin(maximum: number | undefined, gpusPerNode: number): readonly number[] {
  const usual = usualCounts.filter((count) => count <= Math.min(maximum ?? 8, gpusPerNode))
  return maximum === undefined || usual.includes(maximum as (typeof usualCounts)[number])
    ? usual
    : [maximum, ...usual]
}

export function derivedPlans(
  request: IntentRequest,
  model: ResolvedModel | undefined,
  target: Target,
  user: EngineSettings,
): Plan[] {
  const { intent } = request
  const ofImage = intent.image === undefined ? undefined : engineOfImage(intent.image)
  const backend: Backend = intent.backend ?? ofImage?.backend ?? 'vllm'
  const engine = ofImage?.backend === backend ? ofImage : defaultEngine(backend)
  // what nobody knows is asked for as it was written, once
  const counts =
    model === undefined
      ? [intent.gpuCount ?? 1]
      : target.partition
        ? [1]
        : countsWithin(intent.gpuCount, target.gpusPerNode)
  const wanted: readonly Precision[] =
    intent.precision !== undefined
      ? [intent.precision]
      : model === undefined
        ? ['bf16']
        : fallbackPrecisions(model)
  return counts.flatMap((gpuCount) => wanted.map((precision) => plan(gpuCount, precision)))

  function plan(gpuCount: number, precision: Precision): Plan {
    const choice = model === undefined ? undefined : choosePrecision(model, precision)
    const faults: Reason[] = []
    if (model !== undefined && choice === undefined) {
      faults.push({
        code: 'PrecisionMismatch',
        certainty: 'certain',
        path: request.paths.precision,
        message: `${intent.model.id} holds ${model.precision} weights, which no engine turns into ${precision} at load: name a repository that holds ${precision} weights`,
      })
    }
    return {
      recipe: { name: derivedName(intent.model.id, target, precision, backend, gpuCount), type: 'derived' },
      target,
      gpuCount,
      ...(model === undefined ? {} : { model }),
      precision,
      format: choice?.format ?? usualFormat(precision),
      engine,
      ...(intent.image === undefined ? {} : { image: intent.image }),
      settings: mergeSettings(settingsOf(choice), user),
      ...(user.tensorParallel === undefined ? {} : { parallelPath: request.paths.engineArgs }),
      env: [],
      faults,
    }
  }
}
