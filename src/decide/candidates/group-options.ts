/**
 * Options whose replica spans nodes, where the intent allows that: tensor parallel inside a node, where every layer waits for it, and
 * pipeline parallel across, where only the edges of stages do.
 * @module
 */
import type { Backend } from '../../catalog/recipe.ts'
import type { EngineSettings } from '../../engines/settings.ts'
import type { HardwareShape } from '../../inventory/hardware.ts'
import type { Reason } from '../../vocabulary/reasons.ts'
import type { Target } from '../place/target.ts'
import { modelSlug, precisionsOf } from './derived.ts'
import { standingOf } from './known-targets.ts'
import type { Option, Options, PassedOver } from './option.ts'
import type { Wish } from './wish.ts'

/** As many nodes are tried where nobody says how many; a model that needs more than eight of today's nodes does not exist. */
const mostNodes = 8

/** Shares of a node that are tried, besides all of it. */
const usualShares: readonly number[] = [8, 4, 2, 1]

interface Layout {
  readonly nodes: number
  /** Devices of each of them. */
  readonly share: number
}

/** Options on several nodes, and those there are too few nodes for. Every kind of device whole: partitions do not talk across nodes. */
export function groupOptions(wish: Wish, targets: readonly Target[]): Options {
  const options: Option[] = []
  const passedOver: PassedOver[] = []
  for (const target of targets.filter(({ partition }) => partition === undefined))
    for (const layout of layoutsOn(wish, target))
      for (const precision of precisionsOf(wish)) {
        const option = optionOf(wish, target, layout, precision)
        const missing = missingNodes(wish, target, layout)
        if (missing === undefined) options.push(option)
        else passedOver.push({ name: option.recipe.name, reason: missing })
      }
  return { options, passedOver }
}

function optionOf(wish: Wish, target: Target, layout: Layout, precision: Option['precision']): Option {
  const backend: Backend = wish.request.intent.backend ?? wish.imageEngine?.backend ?? 'vllm'
  const gpuCount = layout.nodes * layout.share
  const { tensorParallel, pipelineParallel } = groupParallel(wish.settings, gpuCount, layout.nodes)
  const engine = backend === 'vllm' ? '' : `-${backend}`
  const where = `${standingOf(target).slug}-${precision}${engine}`
  return {
    recipe: {
      name: `${modelSlug(wish)}-${where}-tp${tensorParallel}-pp${pipelineParallel}-nodes${layout.nodes}`,
      type: 'derived',
    },
    target,
    gpuCount,
    nodes: layout.nodes,
    precision,
    backend,
  }
}

function layoutsOn({ request, settings }: Wish, target: Target): readonly Layout[] {
  const { distributed, gpuCount = sizeOf(settings) } = request.intent
  if (distributed === undefined) return []
  const { nodes } = distributed
  const { gpusPerNode } = target
  const shares = [...new Set([gpusPerNode, ...usualShares.filter((share) => share < gpusPerNode)])]
  const layouts =
    gpuCount === undefined
      ? nodes === undefined
        ? Array.from({ length: mostNodes - 1 }, (_, i) => ({ nodes: i + 2, share: gpusPerNode }))
        : shares.map((share) => ({ nodes, share }))
      : nodes === undefined
        ? shares.map((share) => ({ nodes: gpuCount / share, share }))
        : [{ nodes, share: gpuCount / nodes }]
  return layouts.filter((layout) => layout.nodes > 1 && Object.values(layout).every(Number.isInteger))
}

/** Devices that the arguments use, where they leave nothing open. */
function sizeOf({ tensorParallel, pipelineParallel, dataParallel = 1 }: EngineSettings): number | undefined {
  if (tensorParallel === undefined || pipelineParallel === undefined) return undefined
  return tensorParallel * pipelineParallel * dataParallel
}

type Parallel = Required<Pick<EngineSettings, 'tensorParallel' | 'pipelineParallel'>>

/** Sizes for `gpuCount` devices on `nodes` nodes; what the user set stays, and the other follows from it. */
export function groupParallel(user: EngineSettings, gpuCount: number, nodes: number): Parallel {
  const ranks = gpuCount / (user.dataParallel ?? 1)
  const rest = (size: number) => Math.max(1, Math.floor(ranks / size))
  const tensorParallel =
    user.tensorParallel ??
    (user.pipelineParallel === undefined
      ? Math.max(1, Math.min(gpuCount / nodes, Math.floor(ranks)))
      : rest(user.pipelineParallel))
  return { tensorParallel, pipelineParallel: user.pipelineParallel ?? rest(tensorParallel) }
}

/** Why a group cannot be here: of nodes that are seen, there are so many; of declared ones there may be any number. */
function missingNodes({ request }: Wish, target: Target, { nodes, share }: Layout): Reason | undefined {
  const { shapes, accelerator } = target
  const isCounted = (shape: HardwareShape) => shape.origin === 'observed'
  if (shapes.length === 0 || !shapes.every(isCounted)) return undefined
  const there = shapes.reduce((sum, shape) => sum + shape.nodes, 0)
  if (there >= nodes) return undefined
  const have = there === 1 ? '1 node that takes pods is' : `${there} nodes that take pods are`
  return {
    code: 'NodesMissing',
    certainty: 'estimated',
    path: request.paths.nodes ?? request.paths.gpuCount,
    message: `needs ${nodes} nodes with ${share} x ${accelerator.name} each, ${have} here`,
  }
}
