/**
 * The options of a wish on some hardware, judged as far as somebody asks: the arithmetic of a plan costs as much as ranking all of
 * them, so the winner is found by judging from the top.
 * @module
 */
import type { Recipe } from '../catalog/recipe.ts'
import { optionsOf } from './candidates/all.ts'
import type { Option, PassedOver } from './candidates/option.ts'
import { planOf } from './candidates/plan.ts'
import { judgedPaths, type Wish } from './candidates/wish.ts'
import type { Evaluation } from './decision.ts'
import { evaluate } from './evaluate.ts'
import { compare, type Place, placeOf } from './order.ts'
import type { Target } from './place/target.ts'

export interface Judged {
  readonly option: Option
  readonly evaluation: Evaluation
}

export interface Survey {
  readonly wish: Wish
  readonly options: readonly Option[]
  readonly passedOver: readonly PassedOver[]
  /** The best that runs, of all or of some; no more is judged than that takes. */
  readonly best: (among?: (option: Option) => boolean) => Judged | undefined
  /** Everything, judged, best first. */
  readonly all: () => readonly Judged[]
}

interface Entry {
  /** Until it is judged, the best place it could get: a verdict can only lower it. */
  place: Place
  judged?: Judged
}

export const runs = ({ evaluation }: Judged) => evaluation.verdict !== 'DoesNotFit'

export const isCertain = (evaluation: Evaluation) =>
  evaluation.reasons.some((reason) => reason.certainty === 'certain')

export function survey(wish: Wish, recipes: readonly Recipe[], targets: readonly Target[]): Survey {
  const { options, passedOver } = optionsOf(wish, recipes, targets)
  const { request } = wish
  const paths = judgedPaths(wish)
  const entries: readonly Entry[] = options.map((option) => ({ place: placeOf(option, 'Fits') }))

  function judge(entry: Entry): Judged {
    if (entry.judged !== undefined) return entry.judged
    const { option } = entry.place
    const evaluation = evaluate(planOf(wish, option), request.intent.model.id, paths, wish.corrections)
    if (evaluation.verdict !== 'Fits') entry.place = placeOf(option, evaluation.verdict)
    entry.judged = { option, evaluation }
    return entry.judged
  }

  return {
    wish,
    options,
    passedOver,
    best(among) {
      const left = new Set(among === undefined ? entries : entries.filter(({ place }) => among(place.option)))
      while (left.size > 0) {
        let top: Entry | undefined
        for (const entry of left)
          if (top === undefined || compare(entry.place, top.place, wish) < 0) top = entry
        if (top === undefined) break
        const hadItsPlace = top.judged !== undefined
        const judged = judge(top)
        if (!runs(judged)) left.delete(top)
        // what fits stays where it was; what only just does takes its real place among the others first
        else if (hadItsPlace || judged.evaluation.verdict === 'Fits') return judged
      }
      return undefined
    },
    all() {
      for (const entry of entries) judge(entry)
      return entries
        .toSorted((a, b) => compare(a.place, b.place, wish))
        .flatMap(({ judged }) => (judged === undefined ? [] : [judged]))
    },
  }
}

/** The best that runs on each accelerator, best accelerator first, at most `limit` of them. */
export function bestByAccelerator(
  found: Survey,
  limit = Number.POSITIVE_INFINITY,
  among: (option: Option) => boolean = () => true,
): readonly Judged[] {
  const bests: Judged[] = []
  const seen = new Set<string>()
  while (bests.length < limit) {
    const best = found.best((option) => among(option) && !seen.has(option.target.accelerator.name))
    if (best === undefined) break
    seen.add(best.option.target.accelerator.name)
    bests.push(best)
  }
  return bests
}
