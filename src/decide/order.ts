/**
 * The total order of plans: same input, same answer, whatever the order of the lists. One row a rule, best first; the first that
 * differs decides, and its words explain why the other was passed over.
 *
 * What the user pinned (recipe, precision, backend, image, node selector, the most GPUs) is no rule: what breaks it is no candidate.
 * Nor is there a rule of scope: AIMRecipes are cluster-wide, and a computed plan ranks below them by its type.
 * @module
 */
import { backends, type Objective, recipeTypes } from '../catalog/recipe.ts'
import { type Precision, precisionBits, precisions } from '../vocabulary/precision.ts'
import type { Verdict } from '../vocabulary/reasons.ts'
import { standingOf } from './candidates/known-targets.ts'
import type { Option } from './candidates/option.ts'
import type { Wish } from './candidates/wish.ts'
import { gpus } from './explain/words.ts'
import { capacityOf } from './place/target.ts'

/** An option with its verdict: the real one, or the best it could get as long as it is not judged. */
export interface Ranked {
  readonly option: Option
  readonly verdict: Verdict
}

interface Rule {
  readonly name: string
  /** The rule in a sentence. */
  readonly says: string
  /** Smaller is better. Only `checked` and `head-room` may look at the verdict. */
  readonly key: (option: Option, wish: Wish, verdict: Verdict) => number
  /** Why the worse one was passed over. */
  readonly words: (winner: Option, loser: Option, wish: Wish) => string
}

/** A fit that is only just one is told apart further down, by `head-room`. */
const verdictRank: Readonly<Record<Verdict, number>> = { Fits: 0, Marginal: 0, Unknown: 1, DoesNotFit: 2 }

/** Tried in this order when nobody says: the repository's own, then bf16, fp16, fp8, then the rest. */
const precisionOrder: readonly Precision[] = [
  'bf16',
  'fp16',
  'fp8',
  ...precisions.filter((p) => p !== 'bf16' && p !== 'fp16' && p !== 'fp8'),
]

const precisionRank = new Map(precisionOrder.map((precision, i) => [precision, i]))
const typeRank = new Map(recipeTypes.map((type, i) => [type, i]))
const backendRank = new Map(backends.map((backend, i) => [backend, i]))

/** What a replica reads its weights with, TB/s; a partition has its share of the device. */
function bandwidth({ target, gpuCount }: Option): number {
  const { accelerator, partition, memoryGiB } = target
  const share = partition === undefined ? 1 : memoryGiB / accelerator.memoryGiB
  return accelerator.bandwidthTBps * share * gpuCount
}

/** How each objective ranks what no author tuned for it; smaller is better. A step of decoding reads every weight once. */
const byObjective: Readonly<
  Record<Objective, { key: (option: Option) => number; words: (winner: Option, loser: Option) => string }>
> = {
  latency: {
    key: (option) => -bandwidth(option),
    words: (winner, loser) =>
      `${bandwidth(loser).toFixed(1)} TB/s of memory bandwidth, ${winner.recipe.name} has ${bandwidth(winner).toFixed(1)}`,
  },
  throughput: {
    key: ({ gpuCount }) => gpuCount,
    words: (winner) => `${gpus(winner.gpuCount)} a replica ${winner.gpuCount === 1 ? 'is' : 'are'} enough`,
  },
}

/** Room for one replica: on one node, or all of its places. All that the order asks of what moves with every pod. */
export function hasRoomNow({
  target,
  gpuCount,
  nodes,
}: Pick<Option, 'target' | 'gpuCount' | 'nodes'>): boolean {
  if (nodes === undefined) return standingOf(target).mostFree >= gpuCount
  return capacityOf(target, gpuCount / nodes, nodes).replicasWithRoom > 0
}

function tunedFor({ written }: Option, wanted: Objective): number {
  const tuned = written?.recipe.objective
  return tuned === wanted ? 0 : tuned === undefined ? 1 : 2
}

function performance({ written }: Option, { request }: Wish): number {
  const measured = written?.recipe.performance
  if (request.intent.objective === 'latency') return measured?.expectedLatencyMs ?? Number.POSITIVE_INFINITY
  return -(measured?.expectedTokensPerSecond ?? 0)
}

export const rules: readonly Rule[] = [
  {
    name: 'checked',
    says: 'what fits, before what could not be checked, before what does not fit',
    key: (_option, _wish, verdict) => verdictRank[verdict],
    words: () => 'could not be checked',
  },
  {
    name: 'tested',
    says: 'nothing unoptimized while anything else runs, unless it is named',
    key: ({ recipe }) => (recipe.type === 'unoptimized' ? 1 : 0),
    words: () => 'unoptimized, and nobody asked for that',
  },
  {
    name: 'hardware present',
    says: 'nodes that are here, before declared ones, before those seen lately',
    key: ({ target }) => standingOf(target).presence,
    words: (_, { target }) =>
      target.origin === 'lastSeen'
        ? 'its nodes were seen lately but are not here'
        : 'its hardware is declared but not here',
  },
  {
    name: 'GPU count asked for',
    says: "the user's count, before fewer",
    key: ({ gpuCount }, { request }) =>
      request.intent.gpuCount === undefined || gpuCount === request.intent.gpuCount ? 0 : 1,
    words: (_, loser, { request }) =>
      `uses ${gpus(loser.gpuCount)}, ${request.intent.gpuCount} are asked for`,
  },
  {
    name: 'weights as stored',
    says: "nobody's weights are expanded unasked",
    key: ({ precision }, { request, model }) =>
      request.intent.precision === undefined &&
      model !== undefined &&
      precisionBits[precision] > precisionBits[model.precision]
        ? 1
        : 0,
    words: (_, loser, { model }) =>
      `expands the weights to ${loser.precision}, the repository holds ${model?.precision ?? 'fewer bits'}`,
  },
  {
    name: 'free GPUs',
    says: 'room on a node now, before waiting',
    key: (option) => (hasRoomNow(option) ? 0 : 1),
    words: (_, { target, gpuCount, nodes }) =>
      nodes === undefined
        ? `no ${target.accelerator.name} node has ${gpus(gpuCount)} free now`
        : `no ${nodes} ${target.accelerator.name} nodes have ${gpus(gpuCount / nodes)} each free now`,
  },
  {
    name: 'recipe type',
    says: 'optimized, preview, unoptimized, computed',
    key: ({ recipe }) => typeRank.get(recipe.type) ?? recipeTypes.length,
    words: (winner, loser) =>
      `${typeWord(loser)}, ${winner.recipe.name} is ${winner.recipe.type === loser.recipe.type ? 'too' : typeWord(winner)}`,
  },
  {
    name: 'head-room',
    says: 'what fits well, before what fits only just',
    key: (_option, _wish, verdict) => (verdict === 'Marginal' ? 1 : 0),
    words: () => 'fits only just',
  },
  {
    name: 'tuned for the objective',
    says: 'recipes tuned for it, those that say nothing, those tuned for the other',
    key: (option, { request }) =>
      request.intent.objective === undefined ? 0 : tunedFor(option, request.intent.objective),
    words: (_, loser, { request }) =>
      loser.written?.recipe.objective === undefined
        ? `not tuned for ${request.intent.objective}`
        : `tuned for ${loser.written.recipe.objective}, ${request.intent.objective} is asked for`,
  },
  {
    name: 'objective',
    says: 'latency: the most memory bandwidth a replica; throughput: the fewest GPUs a replica',
    key: (option, { request }) =>
      request.intent.objective === undefined ? 0 : byObjective[request.intent.objective].key(option),
    words: (winner, loser, { request }) =>
      request.intent.objective === undefined
        ? 'ranks below'
        : byObjective[request.intent.objective].words(winner, loser),
  },
  {
    name: 'accelerator',
    says: 'by memory, bandwidth and formats',
    key: ({ target }) => -standingOf(target).rank,
    words: (winner, loser) =>
      `${loser.target.accelerator.name} ranks below ${winner.target.accelerator.name}`,
  },
  {
    name: 'whole devices',
    says: 'whole devices, before partitions',
    key: ({ target }) => (target.partition === undefined ? 0 : 1),
    words: () => 'whole devices rank above partitions',
  },
  {
    name: 'precision',
    says: "the repository's own, else bf16, fp16, fp8",
    key: ({ precision }, { model }) =>
      precision === model?.precision ? -1 : (precisionRank.get(precision) ?? precisions.length),
    words: (winner, loser) => `${loser.precision} ranks below ${winner.precision}`,
  },
  {
    name: 'GPU count',
    says: 'the fewest, or the nearest to what is asked for',
    key: ({ gpuCount }, { request }) => (request.intent.gpuCount === undefined ? gpuCount : -gpuCount),
    words: (winner, loser, { request }) =>
      request.intent.gpuCount === undefined
        ? `${gpus(winner.gpuCount)} ${winner.gpuCount === 1 ? 'is' : 'are'} enough`
        : `uses ${gpus(loser.gpuCount)}, ${winner.gpuCount} are nearer to what is asked for`,
  },
  {
    name: 'nodes',
    says: 'the fewest nodes a replica',
    key: ({ nodes = 1 }) => nodes,
    words: ({ nodes: enough = 1 }, { nodes = 1 }) =>
      `spans ${nodes} nodes, ${enough} ${enough === 1 ? 'is' : 'are'} enough`,
  },
  {
    name: 'backend',
    says: 'vLLM, SGLang',
    key: ({ backend }) => backendRank.get(backend) ?? backends.length,
    words: (winner, loser) => `${loser.backend} ranks below ${winner.backend}`,
  },
  {
    name: 'expected performance',
    says: 'the lowest measured latency where that is the objective, else the most measured tokens per second',
    key: performance,
    words: (winner, _loser, { request }) =>
      request.intent.objective === 'latency'
        ? `${winner.recipe.name} was measured with a lower latency`
        : `${winner.recipe.name} was measured with more tokens per second`,
  },
]

const typeWord = ({ recipe }: Option) => (recipe.type === 'derived' ? 'computed' : recipe.type)

/** A place in the order; its keys are worked out as far as comparisons ask. */
export interface Place extends Ranked {
  /** By rule. */
  readonly keys: (number | undefined)[]
}

export function placeOf(option: Option, verdict: Verdict): Place {
  return { option, verdict, keys: [] }
}

/** Negative when `a` ranks above `b`; 0 only for the same plan twice. Names, then resources, settle what no rule does. */
export function compare(a: Place, b: Place, wish: Wish): number {
  for (let i = 0; i < rules.length; i++) {
    const [x, y] = [keyAt(a, i, wish), keyAt(b, i, wish)]
    if (x !== y) return x < y ? -1 : 1
  }
  return compareText(a.option.recipe.name, b.option.recipe.name) || compareNodes(a.option, b.option)
}

function keyAt({ option, verdict, keys }: Place, i: number, wish: Wish): number {
  const key = keys[i] ?? rules[i]?.key(option, wish, verdict) ?? 0
  keys[i] = key
  return key
}

/** The same plan on nodes of several sizes or naming strategies. */
function compareNodes({ target: a, gpuCount: m }: Option, { target: b, gpuCount: n }: Option): number {
  return compareText(a.resource, b.resource) || a.gpusPerNode - b.gpusPerNode || m - n
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Why `loser` was passed over for `winner`, in words. */
export function whyBelow(winner: Ranked, loser: Ranked, wish: Wish): string {
  const rule = rules.find(
    ({ key }) => key(winner.option, wish, winner.verdict) !== key(loser.option, wish, loser.verdict),
  )
  if (rule !== undefined) return rule.words(winner.option, loser.option, wish)
  return winner.option.recipe.name === loser.option.recipe.name
    ? 'the same on other nodes'
    : `${winner.option.recipe.name} comes first by name`
}
