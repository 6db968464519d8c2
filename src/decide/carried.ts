/**
 * Outcomes from one snapshot to the next. Pods come and go all the time, so most snapshots differ from the one before in what is free
 * and in nothing else; of that, an outcome turns on whether there is room for each of the plans that were ranked, and on the figures
 * of the one that was chosen. It is kept with those questions, and holds in every later snapshot that answers them alike.
 * @module
 */
import type { FitMode } from '../api/intent.ts'
import type { Hardware } from '../inventory/hardware.ts'
import { Memory } from '../vocabulary/memory.ts'
import { sameJson } from '../vocabulary/same-json.ts'
import { knownTargets, presentTarget } from './candidates/known-targets.ts'
import type { Option } from './candidates/option.ts'
import type { DecisionContext } from './context.ts'
import type { Decision } from './decision.ts'
import { capacityLines, type LastingWarnings, lastingWarnings, warningsUnder } from './explain/warnings.ts'
import { hasRoomNow } from './order.ts'
import type { Outcome } from './outcome.ts'
import { capacityOf, type Target } from './place/target.ts'

/** All of a context that decisions read and that stays while pods come and go. Equal ones are one object. */
interface Lasting {
  readonly recipes: DecisionContext['recipes']
  readonly corrections: DecisionContext['config']['corrections']
  readonly stale: boolean
  readonly fitgate: string
  readonly hardware: unknown
}

/** A plan on one of the known targets, and whether there was room for it. */
interface Room {
  /** Index of the target. */
  readonly at: number
  readonly gpuCount: number
  readonly nodes: number | undefined
  readonly hadRoom: boolean
}

interface Carried {
  readonly lasting: Lasting
  readonly outcome: Outcome
  readonly rooms: readonly Room[]
  /** Index of the target that was chosen. */
  readonly at: number
  readonly replicas: number
  /** Absent where nothing is to be said. */
  readonly warnings?: LastingWarnings
}

export class CarriedOutcomes {
  readonly #kept = new Memory<Carried>({ most: 512 })
  readonly #known = new WeakMap<DecisionContext, Lasting>()
  #latest: Lasting | undefined

  /** What was kept by this key, as it is in this context; `undefined` where it is to be decided anew. */
  find(key: string, context: DecisionContext): Outcome | undefined {
    const kept = this.#kept.get(key)
    if (kept === undefined || kept.lasting !== this.#lastingOf(context)) return undefined
    const targets = knownTargets(context.hardware)
    if (!kept.rooms.every((room) => holds(room, targets))) return undefined
    const { outcome } = kept
    const { snapshotTime: _, ...provenance } = outcome.provenance
    const { version, time } = context.snapshot
    return {
      ...outcome,
      provenance: {
        ...provenance,
        snapshot: version,
        ...(time === undefined ? {} : { snapshotTime: time }),
      },
      ruling: { allowed: true, warnings: warningsOf(kept, targets) },
    }
  }

  /** Keeps the outcome of a decision with what it turned on. Not a refusal: what would run instead turns on more than this. */
  keep(key: string, context: DecisionContext, decision: Decision, outcome: Outcome, mode: FitMode): void {
    const { options, chosen, asked } = decision
    if (options === undefined || chosen === undefined) return
    const targets = knownTargets(context.hardware)
    const target = presentTarget(chosen.candidate, targets)
    if (target === undefined) return
    const carried: Carried = {
      lasting: this.#lastingOf(context),
      outcome,
      rooms: roomsOf(options, targets),
      at: targets.indexOf(target),
      replicas: asked.replicas,
      ...(mode === 'off' ? {} : { warnings: lastingWarnings(decision) }),
    }
    this.#kept.offer(key, carried)
  }

  #lastingOf(context: DecisionContext): Lasting {
    const known = this.#known.get(context)
    if (known !== undefined) return known
    const { recipes, config, snapshot, fitgate, hardware } = context
    const now: Lasting = {
      recipes,
      corrections: config.corrections,
      stale: snapshot.stale,
      fitgate,
      hardware: hardware && withoutRoom(hardware),
    }
    const lasting = this.#latest !== undefined && sameJson(now, this.#latest) ? this.#latest : now
    this.#latest = lasting
    this.#known.set(context, lasting)
    return lasting
  }
}

/** What there is, without what is free of it. */
function withoutRoom(hardware: Hardware): unknown {
  const shapes = hardware.shapes.map(
    ({ freeNodes: _, endingNodes: __, used: ___, holders: ____, ...shape }) => shape,
  )
  return { ...hardware, shapes }
}

function roomsOf(options: readonly Option[], targets: readonly Target[]): readonly Room[] {
  const rooms = new Map<string, Room>()
  for (const { target, gpuCount, nodes } of options) {
    const at = targets.indexOf(target)
    const key = `${at} ${gpuCount} ${nodes}`
    if (!rooms.has(key))
      rooms.set(key, { at, gpuCount, nodes, hadRoom: hasRoomNow({ target, gpuCount, nodes }) })
  }
  return [...rooms.values()]
}

function holds({ at, gpuCount, nodes, hadRoom }: Room, targets: readonly Target[]): boolean {
  const target = targets[at]
  return target !== undefined && hasRoomNow({ target, gpuCount, nodes }) === hadRoom
}

function warningsOf(
  { outcome, warnings, at, replicas }: Carried,
  targets: readonly Target[],
): readonly string[] {
  const target = targets[at]
  const candidate = outcome.chosen?.candidate
  if (warnings === undefined || target === undefined || candidate === undefined) return []
  const { gpuCount, nodes = 1 } = candidate
  const capacity = capacityOf(target, gpuCount / nodes, nodes)
  return warningsUnder(warnings, capacityLines(candidate, capacity, replicas))
}
