/**
 * The container's environment: what fitgate sets, then the recipe's, then the user's; a later one takes the place of an earlier one.
 * @module
 */
import type { Backend, EnvironmentVariable } from '../catalog/recipe.ts'
import type { Candidate } from '../decide/decision.ts'
import { present } from './object.ts'
import { cacheFolder } from './paths.ts'

export interface EnvironmentInput {
  readonly candidate: Candidate
  readonly modelId: string
  readonly modelVersion?: string
  readonly hubTokenSecret?: { readonly name: string; readonly key?: string }
  readonly startUpSeconds: number
  /** Where the model files are seen. Default: where fitgate mounts caches. */
  readonly cacheFolder?: string
  readonly user: readonly EnvironmentVariable[]
}

/** Key of the hub token in its Secret where none is written. */
const defaultTokenKey = 'token'

/** vLLM gives up on its own engine after this, whatever the probe allows. Source: vLLM envs, 0.15.1 to 0.33.0. */
const engineReadyDefaultSeconds = 600

/** vLLM's own patience, raised to the start-up budget where that is longer. */
export function raisedReadyTimeout(backend: Backend, startUpSeconds: number): EnvironmentVariable[] {
  if (backend !== 'vllm' || startUpSeconds <= engineReadyDefaultSeconds) return []
  return [{ name: 'VLLM_ENGINE_READY_TIMEOUT_S', value: String(startUpSeconds) }]
}

function own(input: EnvironmentInput): EnvironmentVariable[] {
  const { candidate, hubTokenSecret, modelVersion } = input
  return [
    { name: 'MODEL_ID', value: input.modelId },
    ...(modelVersion === undefined ? [] : [{ name: 'MODEL_VERSION', value: modelVersion }]),
    { name: 'PRECISION', value: candidate.precision },
    { name: 'HF_HOME', value: input.cacheFolder ?? cacheFolder },
    ...(hubTokenSecret === undefined
      ? []
      : [
          {
            name: 'HF_TOKEN',
            valueFrom: {
              secretKeyRef: { name: hubTokenSecret.name, key: hubTokenSecret.key ?? defaultTokenKey },
            },
          },
        ]),
    ...raisedReadyTimeout(candidate.engine.backend, input.startUpSeconds),
  ]
}

/** In this order, because a value may refer to an earlier one as `$(NAME)`. */
export function environment(input: EnvironmentInput): EnvironmentVariable[] {
  const byName = new Map<string, EnvironmentVariable>()
  for (const variable of [...own(input), ...input.candidate.env, ...input.user]) {
    byName.delete(variable.name)
    byName.set(variable.name, present({ ...variable }))
  }
  return [...byName.values()]
}
