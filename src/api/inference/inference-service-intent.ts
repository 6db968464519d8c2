/**
 * InferenceService → intent.
 * @module
 */
import { parsePrecision } from '../../vocabulary/precision.ts'
import type { CacheReference } from '../cache/reference.ts'
import { formatPath } from '../field-path.ts'
import { distributedWish } from '../fields/distributed.ts'
import { fitModeOf } from '../fit-annotation.ts'
import type { IntentRequest } from '../intent.ts'
import { argumentList } from './engine-args.ts'
import type { InferenceService } from './inference-service.ts'
import type { InferenceServiceSpec } from './inference-service-spec.ts'

const argumentsPath = 'spec.vllm.engineArgs'

/** An engine argument, and the field of the object that it comes from. */
interface WrittenArgument {
  readonly text: string
  readonly path: string
}

/** What a parsed service wants. Arguments that it names are vLLM's: rules refuse them for another engine. */
export function toIntentRequest({ kind, metadata, spec }: InferenceService): IntentRequest {
  const { model, resources, distributed, vllm } = spec
  const precision = model.precision === undefined ? undefined : parsePrecision(model.precision)
  const fit = fitModeOf(metadata)
  const written = writtenArguments(spec)
  const tensorParallel = written.find(({ text }) => text.startsWith('--tensor-parallel-size='))
  const env = Object.entries(vllm?.envVars ?? {}).map(([name, value]) => ({ name, value }))
  return {
    kind,
    name: metadata.name,
    namespace: metadata.namespace ?? 'default',
    intent: {
      model: { id: model.name },
      ...(precision === undefined ? {} : { precision }),
      backend: spec.backend ?? 'vllm',
      ...(resources?.totalGpus === undefined ? {} : { gpuCount: resources.totalGpus, exactGpuCount: true }),
      ...(model.maxTokens === undefined ? {} : { maxModelLen: model.maxTokens }),
      ...distributedWish(distributed),
      engineArgs: written.map(({ text }) => text),
      nodeSelector: spec.nodeSelector ?? {},
      tolerations: spec.tolerations ?? [],
    },
    paths: {
      model: 'spec.model.name',
      gpuCount: 'spec.resources.totalGpus',
      precision: 'spec.model.precision',
      backend: 'spec.backend',
      recipe: 'spec.model.name',
      maxModelLen: 'spec.model.maxTokens',
      engineArgs: argumentsPath,
      engineArgsForm: 'map',
      image: argumentsPath,
      nodeSelector: 'spec.nodeSelector',
      engineArgItems: written.map(({ path }) => path),
      ...(tensorParallel === undefined ? {} : { tensorParallel: tensorParallel.path }),
      nodes: 'spec.distributed.size',
      distributed: 'spec.distributed.enabled',
    },
    replicas: mostReplicas(spec),
    ...(fit === undefined ? {} : { fit }),
    ...(env.length === 0 ? {} : { env }),
  }
}

/** Sizes that nobody wrote and nobody may choose are the engine's own, 1. */
const fixedSizes = ['tensor-parallel-size', 'pipeline-parallel-size']

function writtenArguments({ model, vllm, resources }: InferenceServiceSpec): readonly WrittenArgument[] {
  const mapped = argumentList(vllm?.engineArgs).map(({ text, key }) => ({
    text,
    path: formatPath(argumentsPath, [key]),
  }))
  const isSaid = (name: string) => mapped.some(({ text }) => text.startsWith(`--${name}=`))
  const fixed = resources?.autoOptimize === false ? fixedSizes.filter((name) => !isSaid(name)) : []
  const { temperature } = model
  return [
    ...mapped,
    ...fixed.map((name) => ({ text: `--${name}=1`, path: 'spec.resources.autoOptimize' })),
    ...(temperature === undefined
      ? []
      : [
          {
            text: `--override-generation-config=${JSON.stringify({ temperature })}`,
            path: 'spec.model.temperature',
          },
        ]),
  ]
}

/** Replicas, or groups, without an autoscaler; `undefined` when an autoscaler owns the count. */
export function fixedReplicas({ replicas, autoscaling }: InferenceServiceSpec): number | undefined {
  return autoscaling?.enabled === true ? undefined : (replicas ?? 1)
}

/** Most replicas of an autoscaler where nobody says. */
export const defaultMaxReplicas = 5

function mostReplicas(spec: InferenceServiceSpec): number {
  return fixedReplicas(spec) ?? spec.autoscaling?.maxReplicas ?? defaultMaxReplicas
}

/** The cache that holds the model; `undefined` where the service names none. */
export function cacheOf({ storage }: InferenceServiceSpec): CacheReference | undefined {
  return storage?.modelCache === undefined ? undefined : { kind: 'ModelCache', name: storage.modelCache }
}
