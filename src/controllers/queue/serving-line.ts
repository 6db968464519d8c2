/**
 * Those that serve and wait for GPUs, by the kind of device. Nobody holds their pods back: the scheduler gives what comes free to the
 * first pod it finds room for. So this tells how many wait and who has waited longest, and gives out nothing.
 *
 * State to guard: the statuses of two kinds meet here, and whoever waits is told otherwise when somebody comes or goes.
 * @module
 */
import type { Candidate } from '../../decide/decision.ts'
import { parsePin } from '../../decide/pin.ts'
import { kindKey } from '../../decide/place/shelf.ts'
import type { KubeObject } from '../../kube/types.ts'
import { type Condition, findCondition } from '../../vocabulary/conditions.ts'
import { annotations } from '../../vocabulary/names.ts'
import { noCapacity } from './standing.ts'

export interface LinePlace {
  /** 1 has waited longest. */
  readonly place: number
  /** How many wait, itself among them. */
  readonly of: number
}

/** What stands in line: an object that serves, as it is watched. */
export interface LineObject extends KubeObject {
  readonly status?: { readonly conditions?: readonly Condition[] }
}

export class ServingLine {
  readonly #onChanged: () => void
  /** Kind of device → UID → since when it waits, ms since the epoch. */
  readonly #waiting = new Map<string, Map<string, number>>()
  readonly #kinds = new Map<string, string>()

  /** @param onChanged others have another place now */
  constructor(onChanged: () => void) {
    this.#onChanged = onChanged
  }

  take({ metadata, status }: LineObject, isGone: boolean): void {
    const { uid = '' } = metadata
    const placed = findCondition(status?.conditions, 'Placed')
    const waits = !isGone && placed?.status === 'False' && placed.reason === noCapacity
    const kind = waits ? kindOf(parsePin(metadata.annotations?.[annotations.pin])?.candidate) : undefined
    const before = this.#kinds.get(uid)
    if (kind === before) return
    if (before !== undefined) this.#waiting.get(before)?.delete(uid)
    if (kind === undefined || placed === undefined) this.#kinds.delete(uid)
    else {
      this.#kinds.set(uid, kind)
      const others = this.#waiting.get(kind) ?? new Map<string, number>()
      this.#waiting.set(kind, others.set(uid, Date.parse(placed.lastTransitionTime)))
    }
    this.#onChanged()
  }

  /** Where it stands, or would, at the end. */
  placeOf(uid: string, candidate: Candidate): LinePlace {
    const waiting = this.#waiting.get(kindOf(candidate) ?? '') ?? new Map<string, number>()
    const since = waiting.get(uid)
    if (since === undefined) return { place: waiting.size + 1, of: waiting.size + 1 }
    let place = 1
    for (const [other, sinceMs] of waiting) if (sinceMs < since || (sinceMs === since && other < uid)) place++
    return { place, of: waiting.size }
  }
}

/** `undefined` of groups, which are held back and wait in the queue for GPUs. */
function kindOf(candidate: Candidate | undefined): string | undefined {
  return candidate === undefined || (candidate.nodes ?? 1) > 1 ? undefined : kindKey(candidate)
}
