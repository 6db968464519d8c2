/**
 * The arithmetic of decisions on what a container starts, for every kind of device it may land on.
 * @module
 */
import { choosePrecision, writtenPrecision } from '../src/decide/candidates/precision-choice.ts'
import type { Evaluation } from '../src/decide/decision.ts'
import { evaluate } from '../src/decide/evaluate.ts'
import type { Target } from '../src/decide/place/target.ts'
import type { Reason, ReasonCode } from '../src/vocabulary/reasons.ts'
import { replicaGpus } from './devices.ts'
import { isDistributed, isGroup } from './distributed.ts'
import { targetsFor } from './placement.ts'
import type { PolicyContext, Violation } from './policy.ts'
import { type Serving, servingsOf } from './serving.ts'
import type { PolicySubject } from './subject.ts'

interface Judgement {
  readonly serving: Serving
  /** One a target; none where nothing could be judged. */
  readonly evaluations: readonly Evaluation[]
}

/** Engines of one pod whose arithmetic is done; nobody runs more of them, and an answer is due in time. */
const mostServings = 32

const judged = new WeakMap<PolicySubject, readonly Judgement[]>()

/** Once a subject: all policies that ask do it in the same context. */
function judgements(subject: PolicySubject, context: PolicyContext): readonly Judgement[] {
  const before = judged.get(subject)
  if (before !== undefined) return before
  const found = servingsOf(subject)
    .slice(0, mostServings)
    .map((serving) => ({
      serving,
      evaluations: evaluationsOf(subject, serving, context),
    }))
  judged.set(subject, found)
  return found
}

function evaluationsOf(subject: PolicySubject, serving: Serving, context: PolicyContext): Evaluation[] {
  const { own, model, resource, pod } = serving
  if (own === undefined || model?.known === undefined || resource === undefined) return []
  const group = isGroup(subject)
  // the rest of its ranks is somewhere else
  if (!group && isDistributed(serving)) return []
  const gpuCount = group && own.ranks > serving.gpus ? replicaGpus(subject) : serving.gpus
  return targetsFor(pod, resource, context).map((target) =>
    evaluateOn(
      serving,
      { ...target, gpusPerNode: Math.max(target.gpusPerNode, group ? gpuCount : 0) },
      gpuCount,
    ),
  )
}

function evaluateOn(
  { own, model, container, env, paths }: Serving,
  target: Target,
  gpuCount: number,
): Evaluation {
  const { known, id = '' } = model ?? {}
  const { engine, settings = { other: {} } } = own ?? {}
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

/** Reasons of these codes that hold on every device a container may land on, in the words of the first. */
export function violationsOf(
  subject: PolicySubject,
  context: PolicyContext,
  codes: readonly ReasonCode[],
): Violation[] {
  return judgements(subject, context).flatMap(({ serving, evaluations }) => {
    const isOne = ({ code, path }: Reason) => codes.includes(code) && path !== serving.paths.image
    const [first, ...others] = evaluations.map(({ verdict, reasons }) =>
      verdict === 'DoesNotFit' ? reasons.filter(isOne) : [],
    )
    if (first === undefined || others.some((reasons) => reasons.length === 0)) return []
    return first.map(({ path, message }) => ({ path: path ?? serving.container.path, message }))
  })
}
