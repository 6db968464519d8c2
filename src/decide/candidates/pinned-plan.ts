/**
 * A candidate that was chosen before, as a plan to be judged again: on its own hardware, or on another kind.
 * @module
 */
import { usualFormat } from '../../catalog/weight-format.ts'
import type { Candidate } from '../decision.ts'
import type { Target } from '../place/target.ts'
import type { Plan } from './plan.ts'
import { choosePrecision } from './precision-choice.ts'
import type { Wish } from './wish.ts'

/** The plan with everything as it was chosen, on `target`. */
export function pinnedPlan(
  { request, model, settings: own }: Wish,
  candidate: Candidate,
  target: Target,
): Plan {
  const { recipe, gpuCount, nodes, precision, engine, image, settings, env, resources } = candidate
  return {
    recipe,
    target,
    gpuCount,
    ...(nodes === undefined ? {} : { nodes }),
    ...(model === undefined ? {} : { model }),
    precision,
    format: (model && choosePrecision(model, precision)?.format) ?? usualFormat(precision),
    engine,
    image,
    ...(request.intent.ownArguments ? { settings: own, ownArguments: true } : { settings }),
    env,
    ...(request.env === undefined ? {} : { userEnv: request.env }),
    ...(resources === undefined ? {} : { resources }),
    faults: [],
  }
}
