/**
 * The ledger against an object: what of it is still ours, and how it is taken back.
 * @module
 */

import type { Ledger, LedgerEntry } from '../../decide/workload-pin.ts'
import { sameJson } from '../../vocabulary/same-json.ts'
import type { Claims } from './claims.ts'
import { Draft } from './draft.ts'
import { isTree, type Place, parsePlace, readAt } from './place.ts'

export const emptyLedger: Ledger = { entries: [], made: [] }

const places = new WeakMap<LedgerEntry, Place>()

/** The place of an entry, read once; `undefined` where it is none. */
export function placeOf(entry: LedgerEntry): Place | undefined {
  const known = places.get(entry)
  if (known !== undefined) return known
  const place = parsePlace(entry.at)
  if (place !== undefined) places.set(entry, place)
  return place
}

/** Whether the object still has what the entry put there, and the user does not declare it himself. */
export function isOurs(object: unknown, entry: LedgerEntry, claims: Claims): boolean {
  const place = placeOf(entry)
  if (place === undefined) return false
  const now = readAt(object, place)
  // what was taken away is ours to give back as long as nobody wrote there again
  if (entry.value === undefined) return now === undefined
  return now !== undefined && sameJson(now, entry.value) && !claims(place, now)
}

/** Undoes one entry: what the user had comes back, what was added goes. */
export function undo(draft: Draft, entry: LedgerEntry): void {
  const place = placeOf(entry)
  if (place === undefined) return
  if (entry.was === undefined) draft.remove(place)
  else draft.set(place, entry.was, entry.index)
}

/** Removes what was made to hold entries and holds nothing any more. */
export function prune(draft: Draft, made: readonly string[]): void {
  for (const at of made.toReversed()) {
    const place = parsePlace(at)
    const value = place && readAt(draft.object, place)
    const isEmpty = Array.isArray(value)
      ? value.length === 0
      : isTree(value) && Object.keys(value).length === 0
    if (place !== undefined && isEmpty) draft.remove(place)
  }
}

/** The object as its owner wrote it: without everything that was added and still has our value. */
export function takeBack(object: unknown, ledger: Ledger, claims: Claims): unknown {
  const draft = new Draft(object)
  for (const entry of ledger.entries.toReversed()) if (isOurs(object, entry, claims)) undo(draft, entry)
  prune(draft, ledger.made)
  return draft.object
}
