/**
 * What would fit instead: the nearest changes of the object, each proven by deciding on the changed object.
 * @module
 */
import type { Intent, IntentRequest } from '../api/intent.ts'
import { knownTargets } from './candidates/known-targets.ts'
import { type Wish, wishOf } from './candidates/wish.ts'
import {
  type Attempt,
  asWritten,
  cacheChanges,
  concurrencyChanges,
  countChanges,
  expertParallelChange,
  fractionChanges,
  lengthChange,
  letGo,
  nodeChanges,
  parallelChanges,
  precisionChanges,
} from './changes.ts'
import type { DecisionContext } from './context.ts'
import type { Counterfactual, Evaluation } from './decision.ts'
import { catalogTargets, type Target } from './place/target.ts'
import { bestByAccelerator, type Survey, survey } from './survey.ts'

/** Shown at most; the nearest come first. */
const maxCounterfactuals = 5

/** Proven at most: what a refusal may cost. */
const maxAttempts = 32

/** Accelerators named for one change. */
const maxAccelerators = 4

/** Faults that a smaller length, cache or batch may cure. */
const ofMemory = new Set(['CacheTooSmall', 'DefaultLengthTooLong', 'NoCacheMemory', 'ContextTooLong'])

/**
 * Single changes, nearest to the wish first; pairs only when no single one helps.
 *
 * @param onlyHere what would run elsewhere as it stands needs no other shape, only other nodes
 */
export function counterfactuals(wish: Wish, context: DecisionContext, onlyHere = false): Counterfactual[] {
  const known = knownTargets(context.hardware)
  const search: Search = {
    context,
    known,
    where: onlyHere ? [known] : [known, catalogTargets],
  }
  const singles = singleChanges(wish, search)
  const found = proven(wish, search, singles)
  return found.length > 0 ? found : proven(wish, search, pairs(wish, search, singles))
}

/** Changes of an object that runs already, which would run too: a longer context, a smaller cache or precision, other counts. */
export function alternatives(
  request: IntentRequest,
  context: DecisionContext,
  chosen: Evaluation | undefined,
): Counterfactual[] {
  const memory = chosen?.memory
  if (chosen === undefined || memory === undefined) return []
  const wish = wishOf(request, context)
  const known = knownTargets(context.hardware)
  const largest = wholeThousands(memory.largestMaxModelLen, wish)
  const longer = largest > memory.maxModelLen ? [largest] : []
  const attempts = [
    ...longer.map((tokens) => lengthChange(wish, tokens)),
    ...cacheChanges(wish),
    ...precisionChanges(wish),
    ...countChanges(wish, request.intent.gpuCount ?? chosen.candidate.gpuCount),
  ]
  return proven(wish, { context, known, where: [known] }, attempts).filter(
    (counterfactual) => !isChosen(counterfactual, chosen),
  )
}

/** What was left open and is so already is no change. */
function isChosen({ changes, gpuCount, precision, memory }: Counterfactual, chosen: Evaluation): boolean {
  return (
    chosen.candidate.gpuCount === gpuCount &&
    chosen.candidate.precision === precision &&
    chosen.memory?.maxModelLen === memory.maxModelLen &&
    changes.some(({ value }) => value === precision || value === gpuCount)
  )
}

interface Search {
  readonly context: DecisionContext
  readonly known: readonly Target[]
  /** Tried in turn until one has an answer. */
  readonly where: readonly (readonly Target[])[]
}

function singleChanges(wish: Wish, search: Search): Attempt[] {
  const { gpuCount } = wish.request.intent
  const found = survey(wish, search.context.recipes, search.known.length > 0 ? search.known : catalogTargets)
  const short = found
    .all()
    .map(({ evaluation }) => evaluation)
    .filter(({ reasons }) => reasons.length > 0 && reasons.every(({ code }) => ofMemory.has(code)))
  return [
    // an open count has been tried in every size
    ...parallelChanges(wish),
    ...(gpuCount === undefined ? [] : countChanges(wish, gpuCount)),
    ...nodeChanges(wish),
    ...precisionChanges(wish),
    ...lengthChanges(wish, found),
    ...expertChanges(wish, found),
    ...(short.length > 0
      ? [...cacheChanges(wish), ...concurrencyChanges(wish, short), ...fractionChanges(wish, short)]
      : []),
    ...letGo(wish),
  ]
}

/** Lengths people recognise: thousands of 1,024, unless it is the model's own maximum. */
function wholeThousands(tokens: number, { model }: Wish): number {
  return tokens <= 1024 || tokens === model?.architecture.maxPositions
    ? tokens
    : Math.floor(tokens / 1024) * 1024
}

/** The longest request that any plan holds, where the length is what stands in the way. */
function lengthChanges(wish: Wish, found: Survey): Attempt[] {
  const lengths = found
    .all()
    .filter(({ evaluation }) =>
      evaluation.reasons.every(({ code }) => code !== 'NoCacheMemory' && ofMemory.has(code)),
    )
    .map(
      ({ evaluation }) => evaluation.memory?.largestMaxModelLen ?? wish.model?.architecture.maxPositions ?? 0,
    )
  const longest = Math.max(0, ...lengths)
  const tokens = wholeThousands(longest, wish)
  const asked = wish.settings.maxModelLen
  return tokens < 1 || (asked !== undefined && tokens >= asked) ? [] : [lengthChange(wish, tokens)]
}

/** Experts whole on their ranks, where cutting them is what is illegal. */
function expertChanges(wish: Wish, found: Survey): Attempt[] {
  const cut = new Set(['QuantBlock', 'ExpertWidth'])
  const [illegal] = found
    .all()
    .filter(({ evaluation }) => evaluation.reasons.some(({ code }) => cut.has(code)))
  const isMixture = wish.model?.architecture.moe !== undefined
  return illegal === undefined || !isMixture || wish.settings.expertParallel === true
    ? []
    : [expertParallelChange(wish, illegal.option.gpuCount)]
}

/** Two changes of different kinds; the length is worked out on the other change, with which more may fit. */
function pairs(wish: Wish, search: Search, singles: readonly Attempt[]): Attempt[] {
  const fixed = singles.filter(({ kinds }) => !kinds.includes('maxModelLen'))
  const combined = fixed.flatMap((first, i) => fixed.slice(i + 1).map((second) => both(first, second)))
  const shortened = fixed.flatMap((first) => {
    const changed = changedWish(wish, search, first.apply(wish.request.intent))
    if (changed === undefined) return []
    const targets = search.known.length > 0 ? search.known : catalogTargets
    return lengthChanges(changed, survey(changed, search.context.recipes, targets)).map((second) =>
      both(first, second),
    )
  })
  return [...combined, ...shortened].filter(({ kinds }) => new Set(kinds).size === kinds.length)
}

function both(first: Attempt, second: Attempt): Attempt {
  return {
    kinds: [...first.kinds, ...second.kinds],
    changes: [...first.changes, ...second.changes],
    distance: first.distance + second.distance,
    apply: (intent) => second.apply(first.apply(intent)),
  }
}

function proven(wish: Wish, search: Search, attempts: readonly Attempt[]): Counterfactual[] {
  const found: Counterfactual[] = []
  const { paths, takesArguments = true } = wish.request
  const possible = takesArguments
    ? attempts
    : attempts.filter(({ changes }) => changes.every(({ path }) => path !== paths.engineArgs))
  const nearest = possible.toSorted((a, b) => a.distance - b.distance).slice(0, maxAttempts)
  for (const attempt of nearest) {
    const proof = prove(wish, search, attempt)
    if (proof !== undefined) found.push(proof)
    if (found.length === maxCounterfactuals) break
  }
  return found
}

/** The same request asking otherwise; `undefined` where that contradicts itself. */
function changedWish({ request }: Wish, { context }: Search, intent: Intent): Wish | undefined {
  const wish = wishOf({ ...request, intent }, context)
  return wish.errors.length > 0 ? undefined : wish
}

/** The change as a counterfactual, if it really fits: on hardware that is known, else anywhere. */
function prove(wish: Wish, search: Search, attempt: Attempt): Counterfactual | undefined {
  const intent = attempt.apply(wish.request.intent)
  const changed = changedWish(wish, search, intent)
  if (changed === undefined) return undefined
  for (const targets of search.where) {
    const possible = bestByAccelerator(
      survey(changed, search.context.recipes, targets),
      maxAccelerators,
      ({ gpuCount }) => intent.gpuCount === undefined || gpuCount === intent.gpuCount,
    ).map(({ evaluation }) => evaluation)
    const fits = possible.filter(({ verdict }) => verdict === 'Fits')
    const good = fits.length > 0 ? fits : possible.filter(({ verdict }) => verdict === 'Marginal')
    const [best] = good
    if (best?.memory === undefined) continue
    return {
      changes: attempt.changes.map((change) => asWritten(change, wish.request.paths)),
      distance: attempt.distance,
      accelerators: good.map(({ candidate }) => candidate.accelerator),
      here: targets === search.known,
      memory: best.memory,
      precision: best.candidate.precision,
      gpuCount: best.candidate.gpuCount,
    }
  }
  return undefined
}
