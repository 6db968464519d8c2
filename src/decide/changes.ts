/**
 * Single changes of a wish that might make it run, each with its distance. Whether one does is for `counterfactuals.ts` to prove.
 * @module
 */
import type { Intent, IntentPaths } from '../api/intent.ts'
import { engineDefaults } from '../catalog/engines.ts'
import type { Backend } from '../catalog/recipe.ts'
import { flagOf } from '../engines/named-settings.ts'
import { ranksOf } from '../engines/ranks.ts'
import type { EngineSettings } from '../engines/settings.ts'
import { type Precision, precisionBits } from '../vocabulary/precision.ts'
import { choosePrecision } from './candidates/precision-choice.ts'
import type { Wish } from './candidates/wish.ts'
import type { Change, Evaluation } from './decision.ts'
import { type ChangeKind, distance } from './nearness.ts'
import { namesDevice } from './place/target.ts'

export interface Attempt {
  /** Kinds of the changes; a pair never has the same twice. */
  readonly kinds: readonly ChangeKind[]
  readonly changes: readonly Change[]
  readonly distance: number
  readonly apply: (intent: Intent) => Intent
}

const counts = [1, 2, 4, 8] as const
const precisionsTried: readonly Precision[] = ['bf16', 'fp8', 'int8', 'int4', 'fp4']
const leaveOut = 'leave it out'

/** A setting as one item of an argument list. */
function flag(backend: Backend, key: keyof EngineSettings, value: string | number): string {
  return `${flagOf(backend, key)}=${value}`
}

/** Arguments are read in order, the last one counts. */
const withArgument = (argument: string) => (intent: Intent) => ({
  ...intent,
  engineArgs: [...intent.engineArgs, argument],
})

/** Other counts than `now`; a tensor parallel size that the arguments set goes with it. */
export function countChanges({ request, settings, spoken }: Wish, now: number): Attempt[] {
  const { intent, paths } = request
  // a group that somebody wrote has its GPUs in each of its pods: no single field holds their number
  if (intent.ownArguments && intent.distributed !== undefined) return []
  // nobody says the count but the arguments, so they are all that changes
  const isArgument = paths.engineArgItems?.includes(paths.gpuCount) === true
  return counts
    .filter((count) => count !== now)
    .map((count) => {
      const argument =
        settings.tensorParallel === undefined || settings.tensorParallel === count
          ? undefined
          : flag(spoken ?? 'vllm', 'tensorParallel', count)
      return {
        kinds: ['gpuCount'],
        changes: [
          ...(argument !== undefined && isArgument ? [] : [{ path: paths.gpuCount, value: count }]),
          ...(argument === undefined ? [] : [{ path: paths.engineArgs, value: argument }]),
        ],
        distance: distance.gpuCount(now, count),
        apply: (intent) => ({
          ...(argument === undefined ? intent : withArgument(argument)(intent)),
          gpuCount: count,
        }),
      }
    })
}

/** Nodes together, where the object has a field that allows it and does not. */
export function nodeChanges({ request }: Wish): Attempt[] {
  const { intent, paths } = request
  if (intent.distributed !== undefined || paths.distributed === undefined) return []
  return [
    {
      kinds: ['distributed'],
      changes: [{ path: paths.distributed, value: 'true' }],
      distance: distance.distributed(),
      apply: (before) => ({ ...before, distributed: {} }),
    },
  ]
}

/** A change as the object writes it: an argument of a list, or an entry of a map. */
export function asWritten(change: Change, { engineArgs, engineArgsForm }: IntentPaths): Change {
  if (engineArgsForm !== 'map' || change.path !== engineArgs || typeof change.value !== 'string')
    return change
  const [, name, value = 'true'] = /^--([^=]+)(?:=(.*))?$/.exec(change.value) ?? []
  return name === undefined ? change : { path: `${engineArgs}.${name.replaceAll('-', '_')}`, value }
}

type PrecisionWish = Pick<Wish, 'request' | 'model' | 'settings' | 'spoken'>

/** The one precision that an argument makes of a 16-bit repository. */
function loadedAsFp8({ request, model, settings, spoken }: PrecisionWish): Attempt[] {
  if (model === undefined || precisionBits[model.precision] !== 16 || settings.quantization !== undefined)
    return []
  const value = flag(spoken ?? 'vllm', 'quantization', 'fp8')
  return [
    {
      kinds: ['precision'],
      changes: [{ path: request.paths.engineArgs, value }],
      distance: distance.precision(model.precision, 'fp8'),
      apply: withArgument(value),
    },
  ]
}

/** As many tensor parallel ranks as use the GPUs that are asked for, where the arguments make it another number. */
export function parallelChanges({ request, settings, spoken }: Wish): Attempt[] {
  const { intent, paths } = request
  const { gpuCount, ownArguments } = intent
  const backend = spoken ?? intent.backend ?? 'vllm'
  if (!ownArguments || gpuCount === undefined || ranksOf({ backend }, settings) === gpuCount) return []
  const size = gpuCount / ranksOf({ backend }, { ...settings, tensorParallel: 1 })
  if (!Number.isInteger(size) || size < 1) return []
  const value = flag(backend, 'tensorParallel', size)
  return [
    {
      kinds: ['parallel'],
      changes: [{ path: paths.engineArgs, value }],
      distance: distance.parallel(),
      apply: withArgument(value),
    },
  ]
}

/** Fewer bits than now; or, where the wish takes another repository, whatever this one can be served in. */
export function precisionChanges({ request, model, settings, spoken }: PrecisionWish): Attempt[] {
  if (model === undefined) return []
  if (request.intent.ownArguments) return loadedAsFp8({ request, model, settings, spoken })
  const now = request.intent.precision ?? model.precision
  const isReachable = choosePrecision(model, now) !== undefined
  return [...new Set([model.precision, ...precisionsTried])]
    .filter((precision) => precision !== now && choosePrecision(model, precision) !== undefined)
    .filter((precision) => !isReachable || precisionBits[precision] < precisionBits[now])
    .map((precision) => ({
      kinds: ['precision'],
      changes: [{ path: request.paths.precision, value: precision }],
      // nothing is given up where the repository gets its own precision back
      distance: precision === model.precision ? 1 : distance.precision(now, precision),
      apply: (intent) => ({ ...intent, precision }),
    }))
}

/** An 8-bit KV cache: twice the tokens in the same memory. */
export function cacheChanges({ request, settings, spoken, model }: Wish): Attempt[] {
  if (model === undefined || (settings.kvCacheDtype ?? 'auto') !== 'auto') return []
  const backend = spoken ?? request.intent.backend ?? 'vllm'
  const value = flag(backend, 'kvCacheDtype', backend === 'vllm' ? 'fp8' : 'fp8_e4m3')
  return [
    {
      kinds: ['kvCacheDtype'],
      changes: [{ path: request.paths.engineArgs, value }],
      distance: distance.kvCacheDtype(),
      apply: withArgument(value),
    },
  ]
}

/** Whole experts on every rank; SGLang wants the number of ranks. */
export function expertParallelChange({ request, spoken }: Wish, ranks: number): Attempt {
  const backend = spoken ?? request.intent.backend ?? 'vllm'
  const value = backend === 'vllm' ? '--enable-expert-parallel' : `--ep-size=${ranks}`
  return {
    kinds: ['expertParallel'],
    changes: [{ path: request.paths.engineArgs, value }],
    distance: distance.expertParallel(),
    apply: withArgument(value),
  }
}

/** A context of `tokens`, in the field or in the argument that sets it now. */
export function lengthChange({ request, settings, spoken, model }: Wish, tokens: number): Attempt {
  const { intent, paths } = request
  const inArguments =
    intent.maxModelLen === undefined && (settings.maxModelLen !== undefined || intent.ownArguments === true)
  const value = inArguments ? flag(spoken ?? 'vllm', 'maxModelLen', tokens) : tokens
  const now = settings.maxModelLen ?? model?.architecture.maxPositions ?? tokens
  return {
    kinds: ['maxModelLen'],
    changes: [{ path: inArguments ? paths.engineArgs : paths.maxModelLen, value }],
    distance: distance.maxModelLen(now, tokens),
    apply: inArguments
      ? withArgument(flag(spoken ?? 'vllm', 'maxModelLen', tokens))
      : (before) => ({ ...before, maxModelLen: tokens }),
  }
}

/** Fewer requests at once: what they hold beside the cache (states, sampler, graphs) shrinks with them. */
export function concurrencyChanges(wish: Wish, evaluations: readonly Evaluation[]): Attempt[] {
  const now = Math.max(0, ...evaluations.map(({ candidate }) => candidate.settings.maxNumSeqs ?? 0))
  const backend = wish.spoken ?? wish.request.intent.backend ?? 'vllm'
  return [4, 16, 64]
    .map((divisor) => Math.floor(now / divisor))
    .filter((sequences) => sequences >= 4)
    .map((sequences) => {
      const value = flag(backend, 'maxNumSeqs', sequences)
      return {
        kinds: ['concurrency'],
        changes: [{ path: wish.request.paths.engineArgs, value }],
        distance: distance.concurrency(now, sequences),
        apply: withArgument(value),
      }
    })
}

/** The engine's own share of the memory, where the arguments leave it less. */
export function fractionChanges(
  { request, settings, spoken }: Wish,
  evaluations: readonly Evaluation[],
): Attempt[] {
  const [nearest] = evaluations
  const now = settings.memoryFraction
  if (nearest?.memory === undefined || now === undefined) return []
  const { memoryFraction } = engineDefaults(nearest.candidate.engine, { memoryGiB: nearest.memory.totalGiB })
  if (memoryFraction <= now) return []
  const value = flag(spoken ?? 'vllm', 'memoryFraction', memoryFraction)
  return [
    {
      kinds: ['memoryFraction'],
      changes: [{ path: request.paths.engineArgs, value }],
      distance: distance.memoryFraction(),
      apply: withArgument(value),
    },
  ]
}

/** What the user named and need not have: the device in a node selector, the recipe, the image. */
export function letGo({ request }: Wish): Attempt[] {
  const { intent, paths } = request
  const devices = Object.keys(intent.nodeSelector).filter(namesDevice)
  const attempts: Attempt[] = []
  if (devices.length > 0)
    attempts.push({
      kinds: ['accelerator'],
      changes: [{ path: paths.nodeSelector, value: `without ${devices.join(', ')}` }],
      distance: distance.accelerator(),
      apply: (before) => ({
        ...before,
        nodeSelector: Object.fromEntries(
          Object.entries(before.nodeSelector).filter(([key]) => !devices.includes(key)),
        ),
      }),
    })
  if (intent.accelerators !== undefined)
    attempts.push({
      kinds: ['accelerator'],
      changes: [{ path: paths.accelerators ?? paths.nodeSelector, value: leaveOut }],
      distance: distance.accelerator(),
      apply: ({ accelerators: _, ...before }) => before,
    })
  if (intent.recipe !== undefined)
    attempts.push({
      kinds: ['recipe'],
      changes: [{ path: paths.recipe, value: leaveOut }],
      distance: distance.recipe(),
      apply: ({ recipe: _, ...before }) => before,
    })
  if (intent.image !== undefined)
    attempts.push({
      kinds: ['image'],
      changes: [{ path: paths.image, value: leaveOut }],
      distance: distance.image(),
      apply: ({ image: _, ...before }) => before,
    })
  return attempts
}
