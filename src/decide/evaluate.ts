/**
 * One plan, judged: defaults filled in, legality first, then memory, then what is free.
 * @module
 */
import type { IntentPaths } from '../api/intent.ts'
import { engineDefaults } from '../catalog/engines.ts'
import { nearestModels } from '../catalog/models.ts'
import { imageFor, imageTargets } from '../engines/images.ts'
import type { EngineSettings } from '../engines/settings.ts'
import type { Reason } from '../vocabulary/reasons.ts'
import { modelName, type Plan } from './candidates/plan.ts'
import type { Candidate, Evaluation } from './decision.ts'
import { fitOnRank } from './fit/fit.ts'
import { legalityReasons } from './fit/legality.ts'
import { capacityOf } from './place/target.ts'

/** Bytes of one cache element: 8-bit formats halve it. */
function kvElementBytes(dtype: string | undefined): number {
  return dtype !== undefined && /fp8|int8|float8/.test(dtype) ? 1 : 2
}

function suggestion(modelId: string): string {
  const [near] = nearestModels(modelId)
  return near === undefined ? '' : `; did you mean ${near}?`
}

/** The engine reads another model configuration than the one known here. */
function overridesModel({ other }: EngineSettings): boolean {
  return 'hf-overrides' in other || 'json-model-override-args' in other
}

export function evaluate(plan: Plan, modelId: string, paths: IntentPaths): Evaluation {
  const { target, gpuCount } = plan
  const defaults = engineDefaults(plan.engine, {
    memoryGiB: target.memoryGiB,
    gfx: target.accelerator.gfx,
    computeUnits: target.accelerator.computeUnits,
    mixtureOfExperts: plan.model?.architecture.moe !== undefined,
    tensorParallel: plan.settings.tensorParallel ?? gpuCount,
    ...(plan.settings.pipelineParallel === undefined
      ? {}
      : { pipelineParallel: plan.settings.pipelineParallel }),
    ...(plan.settings.maxNumSeqs === undefined ? {} : { sequences: plan.settings.maxNumSeqs }),
  })
  const pipelineParallel = plan.settings.pipelineParallel ?? 1
  // SGLang's attention replicas share the tensor-parallel ranks, everybody else's are engines of their own
  const shares = plan.engine.backend === 'sglang' && 'enable-dp-attention' in plan.settings.other
  const dataParallel = shares ? 1 : (plan.settings.dataParallel ?? 1)
  const tensorParallel =
    plan.settings.tensorParallel ?? Math.max(1, Math.floor(gpuCount / (pipelineParallel * dataParallel)))
  const batchedTokens = plan.settings.maxNumBatchedTokens ?? defaults.maxNumBatchedTokens
  const settings: EngineSettings = {
    ...plan.settings,
    tensorParallel,
    pipelineParallel,
    memoryFraction: plan.settings.memoryFraction ?? defaults.memoryFraction,
    maxNumSeqs: plan.settings.maxNumSeqs ?? Math.min(defaults.maxNumSeqs, batchedTokens),
    maxNumBatchedTokens: batchedTokens,
  }
  const capacity = capacityOf(target, gpuCount)
  const image = plan.image ?? imageFor(plan.engine, target.accelerator.gfx)
  const candidate = (filled: EngineSettings): Candidate => ({
    recipe: plan.recipe,
    accelerator: target.accelerator.name,
    gfx: target.accelerator.gfx,
    ...(target.partition === undefined ? {} : { partition: target.partition }),
    resource: target.resource,
    gpusPerNode: target.gpusPerNode,
    gpuCount,
    precision: plan.precision,
    engine: plan.engine,
    settings: filled,
    env: plan.env,
    ...(plan.resources === undefined ? {} : { resources: plan.resources }),
    image,
  })

  const faults = [...plan.faults, ...imageFaults(plan, image, paths)]
  const architecture = plan.model?.architecture
  if (architecture === undefined) {
    const tooMany = gpuCount > target.gpusPerNode
    const reason: Reason = tooMany
      ? {
          code: 'NodeTooSmall',
          certainty: 'certain',
          path: paths.gpuCount,
          message: `a node of ${target.accelerator.name} has ${target.gpusPerNode} GPUs, ${gpuCount} are needed on one node`,
        }
      : {
          code: 'ModelUnknown',
          certainty: 'estimated',
          path: paths.model,
          message: `nothing is known of ${modelId}${suggestion(modelId)}`,
        }
    const failed = tooMany || faults.length > 0
    return {
      candidate: candidate(settings),
      verdict: failed ? 'DoesNotFit' : 'Unknown',
      reasons: [...faults, reason],
      capacity,
    }
  }

  const illegal = [
    ...faults,
    ...legalityReasons({
      architecture,
      model: modelName(architecture.id),
      accelerator: target.accelerator,
      ...(target.partition === undefined ? {} : { partition: target.partition }),
      gpusPerNode: target.gpusPerNode,
      gpuCount,
      tensorParallel,
      pipelineParallel,
      dataParallel,
      precision: plan.precision,
      format: plan.format,
      expertParallel: settings.expertParallel === true,
      ...(settings.maxModelLen === undefined ? {} : { maxModelLen: settings.maxModelLen }),
      // rope overrides change what the model's maximum is
      allowLongContext:
        overridesModel(settings) ||
        [...plan.env, ...(plan.userEnv ?? [])].some(
          (variable) => variable.name === 'VLLM_ALLOW_LONG_MAX_MODEL_LEN' && variable.value === '1',
        ),
      paths: { ...paths, tensorParallel: plan.parallelPath ?? paths.gpuCount },
    }),
  ]
  if (illegal.length > 0)
    return { candidate: candidate(settings), verdict: 'DoesNotFit', reasons: illegal, capacity }

  const result = fitOnRank({
    architecture,
    accelerator: target.accelerator,
    ...(target.partition === undefined ? {} : { partition: target.partition }),
    deviceGiB: target.memoryGiB,
    rules: defaults,
    format: plan.format,
    tensorParallel,
    pipelineParallel,
    memoryFraction: settings.memoryFraction ?? defaults.memoryFraction,
    sequences: settings.maxNumSeqs ?? defaults.maxNumSeqs,
    batchedTokens,
    kvElementBytes: kvElementBytes(settings.kvCacheDtype),
    eager: settings.enforceEager === true,
    offloads: 'cpu-offload-gb' in settings.other,
    ...(settings.kvCacheMemoryBytes === undefined ? {} : { kvCacheMemoryBytes: settings.kvCacheMemoryBytes }),
    ...(settings.maxModelLen === undefined ? {} : { maxModelLen: settings.maxModelLen }),
    paths,
  })
  const filled =
    result.memory === undefined ? settings : { ...settings, maxModelLen: result.memory.maxModelLen }
  return {
    candidate: candidate(filled),
    verdict: result.verdict,
    reasons: result.reasons,
    ...(result.memory === undefined ? {} : { memory: result.memory }),
    capacity,
  }
}

/** An image built for other targets has no kernels for this one; neither has an engine that is not built for it. */
function imageFaults(plan: Plan, image: string, paths: IntentPaths): Reason[] {
  const targets = imageTargets(image)
  const { gfx, name } = plan.target.accelerator
  if (targets === undefined || targets.includes(gfx)) return []
  const path = plan.image === undefined ? paths.backend : paths.image
  const message = `image ${image} has kernels for ${targets.join(', ')}, a ${name} is ${gfx}`
  return [{ code: 'FormatUnsupported', certainty: 'certain', path, message }]
}
