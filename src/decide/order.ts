/**
 * The total order of plans that could run: same input, same answer, whatever the order of the lists.
 * One row a rule, the first that differs decides, and its words explain why the other was passed over.
 * @module
 */
import type { Intent } from '../api/intent.ts'
import { acceleratorByName, acceleratorRank } from '../catalog/accelerators.ts'
import { backends, recipeTypes } from '../catalog/recipe.ts'
import { type Precision, precisionBits, precisions } from '../vocabulary/precision.ts'
import type { Verdict } from '../vocabulary/reasons.ts'
import type { Evaluation } from './decision.ts'
import { gpus } from './explain/words.ts'
import { rankOfOrigin } from './place/target.ts'

interface Rule {
  readonly name: string
  /** Smaller is better. */
  readonly key: (evaluation: Evaluation, wish: Wish) => number | string
  /** Why the worse one was passed over. */
  readonly words: (winner: Evaluation, loser: Evaluation, wish: Wish) => string
}

export interface Wish {
  readonly intent: Intent
  /** The repository's own precision, where known. */
  readonly native: Precision | undefined
  readonly performance: (evaluation: Evaluation) => number
}

const verdictRank: Readonly<Record<Verdict, number>> = { Fits: 0, Marginal: 0, Unknown: 1, DoesNotFit: 2 }

/** Tried in this order when nobody says: the repository's own, then bf16, fp16, fp8, then the rest. */
const precisionOrder: readonly Precision[] = [
  'bf16',
  'fp16',
  'fp8',
  ...precisions.filter((p) => p !== 'bf16' && p !== 'fp16' && p !== 'fp8'),
]

export const rules: readonly Rule[] = [
  {
    name: 'checked',
    key: (e) => verdictRank[e.verdict],
    words: (_, loser) => (loser.verdict === 'Unknown' ? 'could not be checked' : 'does not fit'),
  },
  {
    name: 'hardware present',
    key: (e) => rankOfOrigin(e.capacity.origin),
    words: (_, loser) =>
      loser.capacity.origin === 'lastSeen'
        ? 'its nodes were seen lately but are not here'
        : 'its hardware is declared but not here',
  },
  {
    name: 'the GPU count that was asked for',
    key: (e, { intent }) =>
      intent.gpuCount === undefined || e.candidate.gpuCount === intent.gpuCount ? 0 : 1,
    words: (_, loser, { intent }) =>
      `uses ${gpus(loser.candidate.gpuCount)}, ${intent.gpuCount} are asked for`,
  },
  {
    name: 'weights as the repository holds them',
    key: (e, { intent, native }) =>
      intent.precision === undefined &&
      native !== undefined &&
      precisionBits[e.candidate.precision] > precisionBits[native]
        ? 1
        : 0,
    words: (_, loser, { native }) =>
      `expands the weights to ${loser.candidate.precision}, the repository holds ${native}`,
  },
  {
    name: 'tested',
    key: (e) => (e.candidate.recipe.type === 'unoptimized' ? 1 : 0),
    words: () => 'unoptimized, and nobody asked for that',
  },
  {
    name: 'free GPUs',
    key: (e) => (e.capacity.nodesWithRoom > 0 ? 0 : 1),
    words: (_, loser) =>
      `no ${loser.candidate.accelerator} node has ${gpus(loser.capacity.gpusNeeded)} free now`,
  },
  {
    name: 'recipe type',
    key: (e) => recipeTypes.indexOf(e.candidate.recipe.type),
    words: (winner, loser) =>
      `${loser.candidate.recipe.type}, ${winner.candidate.recipe.name} is ${winner.candidate.recipe.type}`,
  },
  {
    name: 'head-room',
    key: (e) => (e.verdict === 'Marginal' ? 1 : 0),
    words: () => 'fits only just',
  },
  {
    name: 'precision',
    key: (e, { native }) =>
      e.candidate.precision === native ? -1 : precisionOrder.indexOf(e.candidate.precision),
    words: (winner, loser) => `${loser.candidate.precision} ranks below ${winner.candidate.precision}`,
  },
  {
    name: 'GPU count',
    key: (e, { intent }) => (intent.gpuCount === undefined ? e.candidate.gpuCount : -e.candidate.gpuCount),
    words: (winner, loser, { intent }) =>
      intent.gpuCount === undefined
        ? `${gpus(winner.candidate.gpuCount)} ${winner.candidate.gpuCount === 1 ? 'is' : 'are'} enough`
        : `uses ${gpus(loser.candidate.gpuCount)}, ${winner.candidate.gpuCount} are nearer to what is asked for`,
  },
  {
    name: 'accelerator',
    key: (e) => {
      const accelerator = acceleratorByName(e.candidate.accelerator)
      return accelerator === undefined ? 0 : -acceleratorRank(accelerator)
    },
    words: (winner, loser) => `${loser.candidate.accelerator} ranks below ${winner.candidate.accelerator}`,
  },
  {
    name: 'whole devices',
    key: (e) => (e.candidate.partition === undefined ? 0 : 1),
    words: () => 'whole devices rank above partitions',
  },
  {
    name: 'backend',
    key: (e) => backends.indexOf(e.candidate.engine.backend),
    words: (winner, loser) =>
      `${loser.candidate.engine.backend} ranks below ${winner.candidate.engine.backend}`,
  },
  {
    name: 'expected performance',
    key: (e, { performance }) => -performance(e),
    words: (winner) => `${winner.candidate.recipe.name} promises more tokens per second`,
  },
  {
    name: 'name',
    key: (e) => e.candidate.recipe.name,
    words: (winner) => `${winner.candidate.recipe.name} comes first by name`,
  },
  // the same recipe on nodes of several sizes or naming strategies
  {
    name: 'resource',
    key: (e) => `${e.candidate.resource}/${String(e.candidate.gpusPerNode).padStart(4, '0')}`,
    words: () => 'the same on other nodes',
  },
]

/** Negative when `a` ranks above `b`. */
export function compare(a: Evaluation, b: Evaluation, wish: Wish): number {
  for (const rule of rules) {
    const [x, y] = [rule.key(a, wish), rule.key(b, wish)]
    if (x < y) return -1
    if (x > y) return 1
  }
  return 0
}

/** Why `loser` was passed over for `winner`, in words. */
export function whyBelow(winner: Evaluation, loser: Evaluation, wish: Wish): string {
  const rule = rules.find((r) => r.key(winner, wish) !== r.key(loser, wish))
  return rule === undefined ? 'the same plan' : rule.words(winner, loser, wish)
}
