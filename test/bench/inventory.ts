/**
 * One inventory event, at 10 nodes with 50 pods and at 10,000 with 50,000, the placement index following along. The ratio of the two
 * is what is looked at: an event may cost at most twice as much in the large cluster.
 * @module
 */
import { PlacementIndex } from '../../src/decide/place/placement-index.ts'
import { Inventory } from '../../src/inventory/inventory.ts'
import { benchNode, benchPod, quantile } from './clusters.ts'

interface Step {
  readonly kind: string
  readonly event: () => void
  /** Takes it back, so that the cluster stays as full as it was. */
  readonly back?: Step
}

interface Cluster {
  readonly nodes: number
  readonly inventory: Inventory
  /** ms by kind of event. */
  readonly times: Map<string, number[]>
  seed: number
}

const rounds = 300
/** Nodes touched before the first of them is touched again: all of them in the small cluster. */
const nodesPerRound = { small: 10, large: 1000 }

function cluster(nodes: number): Cluster {
  const index = new PlacementIndex()
  const inventory = new Inventory({ onRoom: (name, room) => index.apply(name, room) })
  for (let i = 0; i < nodes; i++) inventory.applyNode(benchNode(i))
  for (let i = 0; i < nodes; i++)
    for (let p = 0; p < 5; p++)
      inventory.applyPod(benchPod(`p-${i}-${p}`, benchNode(i).metadata.name, [1, 1, 1, 0, 0][p] ?? 0))
  // questions that came twice have shelves of their own, which every event keeps up to date
  for (let i = 0; i < 2; i++) {
    index.select({}, false)
    index.select({ nodeSelector: { 'example.com/team': 'serving' } }, false)
  }
  return { nodes, inventory, times: new Map(), seed: 1 }
}

/** Distinct nodes all over the cluster, the same ones in every run. */
function draw(each: Cluster, count: number): number[] {
  each.seed = (each.seed * 48_271) % 2_147_483_647
  const step = Math.max(1, Math.floor(each.nodes / count))
  return Array.from({ length: count }, (_, n) => (each.seed + n * step * 7) % each.nodes)
}

function steps({ inventory }: Cluster, i: number): Step[] {
  const node = benchNode(i)
  const heartbeat = benchNode(i)
  const { name } = node.metadata
  const pod = benchPod(`new-${i}`, name, 2)
  const cordoned = { ...node, spec: { ...node.spec, unschedulable: true } }
  const devices = [{ node: name, resource: 'amd.com/gpu', count: 1 }]
  const reservation = { owner: `owner-${i}`, devices, expiresAtMs: Number.POSITIVE_INFINITY }
  const last = (kind: string, event: () => void): Step => ({ kind, event })
  return [
    {
      kind: 'pod bound',
      event: () => inventory.applyPod(pod),
      back: last('pod gone', () => inventory.removePod('default', pod.metadata.name)),
    },
    last('node heartbeat', () => inventory.applyNode(heartbeat)),
    {
      kind: 'node cordoned',
      event: () => inventory.applyNode(cordoned),
      back: last('node opened', () => inventory.applyNode(node)),
    },
    {
      kind: 'reserved',
      event: () => void inventory.reserve(reservation),
      back: last('released', () => inventory.release(reservation.owner)),
    },
  ]
}

/** One kind of event on every drawn node, then its opposite on each, then the next kind. */
function round(each: Cluster, count: number): void {
  const drawn = draw(each, count).map((i) => steps(each, i))
  for (let kind = 0; kind < 4; kind++) {
    const wave = drawn.flatMap((list) => list[kind] ?? [])
    for (const step of wave) run(each, step)
    for (const { back } of wave) if (back !== undefined) run(each, back)
  }
}

function run({ times }: Cluster, { kind, event }: Step): void {
  const began = performance.now()
  event()
  const took = performance.now() - began
  const list = times.get(kind)
  if (list === undefined) times.set(kind, [took])
  else list.push(took)
}

const small = cluster(10)
const large = cluster(10_000)
/** The same number of events in both; they take turns, so that a busy moment of the machine hits both. */
function turn(): void {
  for (let i = 0; i < nodesPerRound.large / nodesPerRound.small; i++) round(small, nodesPerRound.small)
  round(large, nodesPerRound.large)
}
// the first turns compile
for (let i = 0; i < 10; i++) turn()
for (const { times } of [small, large]) times.clear()
for (let i = 0; i < rounds / 10; i++) turn()

console.log('one event, median µs      10 nodes   10,000 nodes   ratio')
for (const [kind, times] of small.times) {
  const a = quantile(times, 0.5) * 1000
  const b = quantile(large.times.get(kind) ?? [], 0.5) * 1000
  console.log(
    `  ${kind.padEnd(22)} ${a.toFixed(1).padStart(9)} ${b.toFixed(1).padStart(14)} ${(b / a).toFixed(2).padStart(7)}`,
  )
}
const sum = ({ times }: Cluster) => [...times.values()].flat().reduce((total, ms) => total + ms, 0)
console.log(`  all of them, mean ${' '.repeat(30)} ${(sum(large) / sum(small)).toFixed(2)}`)
