/**
 * The decision: one pure function for the webhook, the controller, the CLI and the audit.
 * @module
 */
import type { IntentRequest } from '../api/intent.ts'
import type { WantedDevice } from '../inventory/affinity.ts'
import { nearest } from '../vocabulary/field-error.ts'
import type { Certainty, Reason } from '../vocabulary/reasons.ts'
import { type Basis, basisOf, nothingElse, unseen } from './basis.ts'
import { argumentFault } from './candidates/argument-fault.ts'
import { knownTargets } from './candidates/known-targets.ts'
import { pinnedPlan } from './candidates/pinned-plan.ts'
import { recipeIndex } from './candidates/recipe-index.ts'
import { type Wish, wishOf } from './candidates/wish.ts'
import type { DecisionContext } from './context.ts'
import type { Decision } from './decision.ts'
import { evaluate } from './evaluate.ts'
import { once } from './once.ts'
import { equivalents } from './place/equivalents.ts'
import { refuse } from './refuse.ts'
import { rejections } from './rejections.ts'
import { impersonal, remembering } from './remember.ts'
import { type Judged, type Survey, survey } from './survey.ts'
import { why } from './why.ts'

/**
 * What becomes of a request: candidates are judged from the top until one runs, the others when somebody asks for the explanation.
 */
export function decide(request: IntentRequest, context: DecisionContext): Decision {
  const asked = impersonal(request, context)
  return remembered(JSON.stringify(asked), context, () => decideAnew(asked, context))
}

/** Few: mutation and validation of one object come together, and a decision holds on to all that was weighed; `outcome.ts` keeps many. */
const remembered = remembering<DecisionContext, Decision>({ most: 8, patience: 0 })

function decideAnew(request: IntentRequest, context: DecisionContext): Decision {
  const wish = wishOf(request, context)
  const basis = basisOf(wish, context)
  const blind = unseen(wish, basis)
  if (blind !== undefined) return blind
  if (wish.errors.length > 0) return unstartable(basis, wish.errors.map(argumentFault))
  const missing = missingRecipe(wish, context)
  if (missing) return { ...basis, verdict: 'Unknown', reasons: [missing], explain: () => nothingElse }

  const here = survey(wish, context.recipes, knownTargets(context.hardware))
  const chosen = here.best()
  return chosen === undefined ? refuse(basis, here, context) : choose(basis, here, chosen)
}

function choose(basis: Basis, here: Survey, chosen: Judged): Decision {
  const { evaluation } = chosen
  const alsoOn = once(() => kindsBeside(here, chosen))
  return {
    ...basis,
    verdict: evaluation.verdict,
    chosen: evaluation,
    reasons: evaluation.reasons,
    alsoOn,
    options: here.options,
    explain: once(() => ({
      alsoOn: alsoOn(),
      why: why(here, chosen),
      rejected: rejections(here, chosen),
      counterfactuals: [],
    })),
  }
}

/** Kinds of device on which the arguments of the chosen plan are valid as they are. */
function kindsBeside({ wish, options }: Survey, chosen: Judged): readonly WantedDevice[] {
  const spots = [...new Set(options.map(({ target }) => target))].map((target) => ({
    ...target,
    accelerator: target.accelerator.name,
    target,
  }))
  const found = equivalents(chosen.evaluation, spots, (candidate, { target }) =>
    evaluate(
      pinnedPlan(wish, candidate, target),
      wish.request.intent.model.id,
      wish.request.paths,
      wish.corrections,
    ),
  )
  return found.slice(1).map(({ evaluation: _, ...kind }) => kind)
}

function unstartable(basis: Basis, reasons: readonly Reason[]): Decision {
  const certainty: Certainty = 'certain'
  return {
    ...basis,
    verdict: 'DoesNotFit',
    certainty,
    scope: 'anywhere',
    reasons,
    explain: () => nothingElse,
  }
}

function missingRecipe({ request }: Wish, { recipes }: DecisionContext): Reason | undefined {
  const name = request.intent.recipe
  if (name === undefined || recipeIndex(recipes).named(name) !== undefined) return undefined
  const near = nearest(
    name,
    recipes.map((recipe) => recipe.name),
  )
  return {
    code: 'RecipeUnknown',
    certainty: 'estimated',
    path: request.paths.recipe,
    message: `there is no AIMRecipe "${name}" yet${near === undefined ? '' : `; did you mean "${near}"?`}`,
  }
}
