/**
 * Those that wait, by class: a class wants the same, in the same namespace, with the same priority, so within it age alone decides.
 *
 * Whoever looks for the next looks at the eldest of each class; how many wait behind them costs nothing.
 * @module
 */
import { canonicalJson } from '../../vocabulary/names.ts'
import type { Waiter } from './waiter.ts'

export interface WaitingClass {
  /** What is wanted, with the seed of draws left out: a place suits all of one shape alike. */
  readonly shape: string
  /** The eldest first; never empty. */
  readonly waiters: readonly Waiter[]
}

interface OwnClass extends WaitingClass {
  readonly key: string
  readonly waiters: Waiter[]
}

export class WaitingClasses {
  readonly #classes = new Map<string, OwnClass>()
  readonly #byUid = new Map<string, { readonly waiter: Waiter; readonly of: OwnClass }>()

  get size(): number {
    return this.#byUid.size
  }

  get(uid: string): Waiter | undefined {
    return this.#byUid.get(uid)?.waiter
  }

  shapeOf(uid: string): string | undefined {
    return this.#byUid.get(uid)?.of.shape
  }

  /** Takes its place, or a new one where it was already. */
  add(waiter: Waiter): void {
    this.remove(waiter.uid)
    const shape = shapeOf(waiter)
    const { namespace, priority, priorityClassName, preempts, hasPods } = waiter
    const key = [namespace, priority, priorityClassName, preempts, hasPods, shape].join('\n')
    const found = this.#classes.get(key) ?? { key, shape, waiters: [] }
    found.waiters.splice(indexIn(found.waiters, waiter), 0, waiter)
    this.#classes.set(key, found)
    this.#byUid.set(waiter.uid, { waiter, of: found })
  }

  /** @returns whether it was there */
  remove(uid: string): boolean {
    const found = this.#byUid.get(uid)
    if (found === undefined) return false
    const { waiters, key } = found.of
    waiters.splice(indexIn(waiters, found.waiter), 1)
    if (waiters.length === 0) this.#classes.delete(key)
    return this.#byUid.delete(uid)
  }

  /** In no order. */
  classes(): Iterable<WaitingClass> {
    return this.#classes.values()
  }

  *[Symbol.iterator](): Generator<Waiter> {
    for (const { waiter } of this.#byUid.values()) yield waiter
  }
}

function shapeOf({ request, preferred, preferredNodes }: Waiter): string {
  const { seed: _, kinds, ...alike } = request
  const wanted = kinds.map(({ accelerator, partition, resource }) => [accelerator, partition, resource])
  return canonicalJson({ ...alike, wanted, preferred, preferredNodes })
}

/** By age, then by UID: a total order. */
export function byAge(a: Waiter, b: Waiter): number {
  return a.sinceMs - b.sinceMs || (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0)
}

/** Where it stands, or would. */
function indexIn(waiters: readonly Waiter[], waiter: Waiter): number {
  let [low, high] = [0, waiters.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const other = waiters[middle]
    if (other !== undefined && byAge(other, waiter) < 0) low = middle + 1
    else high = middle
  }
  return low
}
