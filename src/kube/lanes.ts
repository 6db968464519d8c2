/**
 * The order in which waiting keys are taken: by lane, within a lane by turns between flows, within a flow as they came.
 * A lane that waits is passed over only so often, so that no flood of a higher one starves it.
 * @module
 */
import { Fifo } from './fifo.ts'

/** `high` before `normal` before `low`. */
export type Lane = 'high' | 'normal' | 'low'

const order: readonly Lane[] = ['high', 'normal', 'low']
/** So many keys of higher lanes go before one of a lane that waits. */
const patience = 8

interface Entry {
  readonly key: string
  readonly lane: Lane
}

interface LaneState {
  /** By flow; who is first has the next turn. Only flows with entries. */
  readonly flows: Map<string, Fifo<Entry>>
  waiting: number
  passedOver: number
}

export class Lanes {
  readonly #flowOf: (key: string) => string
  readonly #lanes: Readonly<Record<Lane, LaneState>>
  /** The entry that counts; those a key has left behind in lower lanes are skipped when they come up. */
  readonly #entries = new Map<string, Entry>()

  /** @param flowOf whose turn a key takes; a pure function */
  constructor(flowOf: (key: string) => string) {
    this.#flowOf = flowOf
    this.#lanes = { high: emptyLane(), normal: emptyLane(), low: emptyLane() }
  }

  get size(): number {
    return this.#entries.size
  }

  /** Adds a key at the end of its flow. One that waits already keeps its place, or moves up if its lane is a lower one. */
  add(key: string, lane: Lane): void {
    const before = this.#entries.get(key)
    if (before) {
      if (!isHigher(lane, before.lane)) return
      leave(this.#lanes[before.lane])
    }
    const entry = { key, lane }
    this.#entries.set(key, entry)
    const state = this.#lanes[lane]
    state.waiting++
    const flow = this.#flowOf(key)
    const fifo = state.flows.get(flow) ?? new Fifo<Entry>()
    fifo.push(entry)
    state.flows.set(flow, fifo)
  }

  shift(): Entry | undefined {
    const waiting = order.filter((lane) => this.#lanes[lane].waiting > 0)
    const lane = waiting.findLast((each) => this.#lanes[each].passedOver >= patience) ?? waiting[0]
    if (lane === undefined) return undefined
    for (const each of waiting) if (each !== lane) this.#lanes[each].passedOver++
    const state = this.#lanes[lane]
    state.passedOver = 0
    const entry = this.#next(state)
    if (entry) {
      this.#entries.delete(entry.key)
      leave(state)
    }
    return entry
  }

  #next({ flows }: LaneState): Entry | undefined {
    for (const [flow, fifo] of flows) {
      // To the end of the turns, if it has more.
      flows.delete(flow)
      const entry = this.#nextOf(fifo)
      if (fifo.size > 0) flows.set(flow, fifo)
      if (entry) return entry
    }
    return undefined
  }

  #nextOf(fifo: Fifo<Entry>): Entry | undefined {
    let entry = fifo.shift()
    while (entry && this.#entries.get(entry.key) !== entry) entry = fifo.shift()
    return entry
  }
}

export function isHigher(one: Lane, other: Lane): boolean {
  return order.indexOf(one) < order.indexOf(other)
}

function leave(state: LaneState): void {
  state.waiting--
  // What is left are entries of keys that have moved up.
  if (state.waiting === 0) state.flows.clear()
}

function emptyLane(): LaneState {
  return { flows: new Map(), waiting: 0, passedOver: 0 }
}
