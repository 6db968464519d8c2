/**
 * One plan, judged: defaults filled in, legality first, then memory, then what is free.
 * @module
 */
import type { IntentPaths } from '../api/intent.ts'
import { nearestModels, storedAs, unreadableBuild } from '../catalog/models.ts'
import type { EnvironmentVariable } from '../catalog/recipe.ts'
import type { StoredWeights } from '../catalog/stored-weights.ts'
import { imageFor, imageTargets } from '../engines/images.ts'
import type { EngineSettings } from '../engines/settings.ts'
import type { Correction } from '../inventory/corrections.ts'
import { withArticle } from '../vocabulary/article.ts'
import type { Reason } from '../vocabulary/reasons.ts'
import { modelName, type Plan } from './candidates/plan.ts'
import type { Candidate, Evaluation } from './decision.ts'
import { assess } from './fit/assess.ts'
import { findCorrection } from './fit/correction.ts'
import { capacityOf } from './place/target.ts'

function suggestion(modelId: string): string {
  const [near] = nearestModels(modelId)
  return near === undefined ? '' : `; did you mean ${near}?`
}

/** Variables with a plain value; the later win. */
function environmentOf(...lists: readonly (readonly EnvironmentVariable[] | undefined)[]) {
  const values: Record<string, string> = {}
  for (const list of lists) {
    for (const { name, value } of list ?? []) if (value !== undefined) values[name] = value
  }
  return values
}

/** `corrections`: what earlier starts taught, if anything. */
export function evaluate(
  plan: Plan,
  modelId: string,
  paths: IntentPaths,
  corrections?: readonly Correction[],
): Evaluation {
  const { target, gpuCount, nodes = 1, engine } = plan
  const share = gpuCount / nodes
  const { accelerator } = target
  const capacity = capacityOf(target, share, nodes)
  const image = plan.image ?? imageFor(engine, accelerator.gfx)
  const faults = [...plan.faults, ...imageFaults(plan, image, paths)]
  const architecture = plan.model?.architecture
  // fp8 made at load of a repository that holds something else
  const online = plan.model !== undefined && plan.settings.quantization === 'fp8'
  const stored: StoredWeights =
    plan.model === undefined
      ? { format: plan.format }
      : online
        ? plan.model.stored
        : storedAs(plan.model, plan.format)
  const correction = findCorrection(corrections, modelId, accelerator.name, image)
  const { effective, ...assessed } = assess({
    model: {
      id: modelName(architecture?.id ?? modelId),
      ...(architecture?.shape === undefined ? {} : { shape: architecture.shape }),
      stored,
      loadedAs: online ? plan.format : stored.format,
      ...(architecture === undefined
        ? { unknown: unreadableBuild(modelId) ?? `nothing is known of ${modelId}${suggestion(modelId)}` }
        : {}),
    },
    accelerator,
    ...(target.partition === undefined ? {} : { partition: target.partition }),
    deviceGiB: target.memoryGiB,
    gpusPerNode: nodes === 1 ? target.gpusPerNode : gpusWithin(plan, share),
    gpuCount,
    nodes,
    engine,
    settings: plan.settings,
    env: environmentOf(plan.env, plan.userEnv),
    engineChoosesLength: plan.ownArguments === true,
    ...(correction === undefined ? {} : { correction }),
    paths: { ...paths, tensorParallel: plan.parallelPath ?? paths.gpuCount, kvCacheDtype: paths.engineArgs },
  })
  const { memory } = assessed
  const settings: EngineSettings = {
    ...plan.settings,
    tensorParallel: effective.tensorParallel,
    pipelineParallel: effective.pipelineParallel,
    memoryFraction: effective.memoryFraction,
    maxNumSeqs: effective.sequences,
    maxNumBatchedTokens: effective.batchedTokens,
    ...(memory === undefined ? {} : { maxModelLen: memory.maxModelLen }),
  }
  const candidate: Candidate = {
    recipe: plan.recipe,
    accelerator: accelerator.name,
    gfx: accelerator.gfx,
    ...(target.partition === undefined ? {} : { partition: target.partition }),
    resource: target.resource,
    gpusPerNode: target.gpusPerNode,
    ...(target.labelForms === undefined ? {} : { labelForms: target.labelForms }),
    gpuCount,
    ...(nodes === 1 ? {} : { nodes }),
    precision: plan.precision,
    engine,
    settings,
    env: plan.env,
    ...(plan.resources === undefined ? {} : { resources: plan.resources }),
    image,
  }
  const reasons = architecture === undefined ? ofUnknown(assessed.reasons, paths) : assessed.reasons
  return {
    candidate,
    verdict: faults.length > 0 ? 'DoesNotFit' : assessed.verdict,
    reasons: [...faults, ...reasons],
    ...(memory === undefined || faults.length > 0 ? {} : { memory }),
    capacity,
  }
}

/**
 * Devices over which tensor parallel may be cut: what a group does not take of its nodes, its ranks cannot use. Who wrote the group
 * himself may cut across nodes, which is slow and runs.
 */
function gpusWithin({ target, gpuCount, ownArguments }: Plan, share: number): number {
  return ownArguments && share <= target.gpusPerNode ? gpuCount : Math.min(share, target.gpusPerNode)
}

/** Of a model that is not in the catalog: it is the name that could be changed. */
function ofUnknown(reasons: readonly Reason[], paths: IntentPaths): readonly Reason[] {
  return reasons.map((reason) =>
    reason.code === 'ArchitectureUnknown' ? { ...reason, code: 'ModelUnknown', path: paths.model } : reason,
  )
}

/** An image built for other targets has no kernels for this one; neither has an engine that is not built for it. */
function imageFaults(plan: Plan, image: string, paths: IntentPaths): Reason[] {
  const targets = imageTargets(image)
  const { gfx, name } = plan.target.accelerator
  if (targets === undefined || targets.includes(gfx)) return []
  const path = plan.image === undefined ? paths.backend : paths.image
  const message = `image ${image} has kernels for ${targets.join(', ')}, ${withArticle(name)} is ${gfx}`
  return [{ code: 'FormatUnsupported', certainty: 'certain', path, message }]
}
