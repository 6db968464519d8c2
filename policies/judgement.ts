/**
 * The arithmetic of decisions on what a container starts, for every kind of device it may land on.
 * @module
 */
import { choosePrecision, writtenPrecision } from '../src/decide/candidates/precision-choice.ts'
import type { Evaluation } from '../src/decide/decision.ts'
import { evaluate } from '../src/decide/evaluate.ts'
import type { Target } from '../src/decide/place/target.ts'
import type { EngineSettings } from '../src/engines/settings.ts'
import type { ReasonCode } from '../src/vocabulary/reasons.ts'
import { replicaGpus } from './devices.ts'
import { isDistributed, isGroup } from './distributed.ts'
import { targetsFor } from './placement.ts'
import type { PolicyContext, Violation } from './policy.ts'
import { remedyFor } from './remedy.ts'
import { type Serving, servingsOf } from './serving.ts'
import type { PolicySubject } from './subject.ts'

/** Whether it fits on a kind of device; what is free of them plays no part. */
interface Fitness extends Pick<Evaluation, 'verdict' | 'reasons'> {
  /** The arithmetic was done. */
  readonly isLegal: boolean
  /** Of one device. */
  readonly memoryGiB: number
  /** Worked out when somebody reads it. */
  remedy(code: ReasonCode): string | undefined
}

interface Judgement {
  readonly serving: Serving
  /** One a target; none where nothing could be judged. */
  readonly evaluations: readonly Fitness[]
}

/** Engines of one pod whose arithmetic is done; nobody runs more of them, and an answer is due in time. */
const mostServings = 32

interface Judged {
  readonly context: PolicyContext['decision']
  readonly found: readonly Judgement[]
}

const judged = new WeakMap<PolicySubject, Judged>()

/** Once a subject and context, for all policies that ask. */
function judgements(subject: PolicySubject, context: PolicyContext): readonly Judgement[] {
  const { decision } = context
  const before = judged.get(subject)
  if (before?.context === decision) return before.found
  const found = servingsOf(subject)
    .slice(0, mostServings)
    .map((serving) => ({
      serving,
      evaluations: evaluationsOf(subject, serving, context),
    }))
  judged.set(subject, { context: decision, found })
  return found
}

function evaluationsOf(subject: PolicySubject, serving: Serving, context: PolicyContext): Fitness[] {
  const { own, model, resource, pod } = serving
  if (own === undefined || model?.known === undefined || resource === undefined) return []
  const group = isGroup(subject)
  // the rest of its ranks is somewhere else
  if (!group && isDistributed(serving)) return []
  const gpuCount = group && own.ranks > serving.gpus ? replicaGpus(subject) : serving.gpus
  return targetsFor(pod, resource, context).map((target) =>
    fitnessOn(
      serving,
      { ...target, gpusPerNode: Math.max(target.gpusPerNode, group ? gpuCount : 0) },
      gpuCount,
    ),
  )
}

const fitnesses = new WeakMap<Serving, Map<string, Fitness>>()

/** Once a serving and kind of device: snapshots come and go, and nearly all of them have the same kinds. */
function fitnessOn(serving: Serving, target: Target, gpuCount: number): Fitness {
  const { accelerator, partition, resource, memoryGiB, gpusPerNode } = target
  const key = JSON.stringify([accelerator.name, partition, resource, memoryGiB, gpusPerNode, gpuCount])
  const known = fitnesses.get(serving) ?? new Map<string, Fitness>()
  fitnesses.set(serving, known)
  const before = known.get(key)
  if (before !== undefined) return before
  const { settings = { other: {} } } = serving.own ?? {}
  const { verdict, reasons, memory } = evaluateOn(serving, target, gpuCount, settings)
  const fitness: Fitness = {
    verdict,
    reasons,
    isLegal: memory !== undefined,
    memoryGiB,
    remedy: (code) =>
      remedyFor(code, {
        settings,
        gpusPerNode,
        evaluate: (others, count) => evaluateOn(serving, target, count, others),
      }),
  }
  known.set(key, fitness)
  return fitness
}

function evaluateOn(
  { own, model, container, env, paths }: Serving,
  target: Target,
  gpuCount: number,
  settings: EngineSettings,
): Evaluation {
  const { known, id = '' } = model ?? {}
  const { engine } = own ?? {}
  const precision = known === undefined ? 'bf16' : writtenPrecision(settings, known)
  const format = (known && choosePrecision(known, precision)?.format) ?? known?.format ?? 'bf16'
  return evaluate(
    {
      recipe: { name: 'written', type: 'derived' },
      target,
      gpuCount,
      ...(known && { model: known }),
      precision,
      format,
      engine: engine ?? { backend: 'vllm', version: 'latest' },
      ...(container.image === '' ? {} : { image: container.image }),
      settings,
      parallelPath: paths.tensorParallel,
      env: [],
      userEnv: env,
      ownArguments: true,
      faults: [],
    },
    id,
    paths,
  )
}

/** Reasons of these codes where no device that a container may land on takes it, in the words of the one that comes nearest. */
export function violationsOf(
  subject: PolicySubject,
  context: PolicyContext,
  codes: readonly ReasonCode[],
): Violation[] {
  return judgements(subject, context).flatMap(({ serving, evaluations }) => {
    if (evaluations.every(({ verdict }) => verdict !== 'DoesNotFit')) return []
    const { image } = serving.paths
    // devices that the image is not built for are another policy's business
    const suited = evaluations.filter(({ reasons }) => !reasons.some(({ path }) => path === image))
    const asked = suited.length > 0 ? suited : evaluations
    if (asked.some(({ verdict }) => verdict !== 'DoesNotFit')) return []
    const [nearest] = asked.toSorted(byNearness)
    if (nearest === undefined) return []
    return nearest.reasons
      .filter(({ code, path }) => codes.includes(code) && path !== image)
      .map(({ code, path, message }) => {
        const fix = nearest.remedy(code)
        return { path: path ?? serving.container.path, message, ...(fix === undefined ? {} : { fix }) }
      })
  })
}

/** What is legal and too large, before what is illegal; then the device with the most memory. */
function byNearness(a: Fitness, b: Fitness): number {
  return Number(b.isLegal) - Number(a.isLegal) || b.memoryGiB - a.memoryGiB
}
