/**
 * An object, what its owner wrote of it, and what fitgate adds: put together as one edit with its ledger.
 * @module
 */

import type { Ledger, LedgerEntry } from '../../decide/workload-pin.ts'
import { sameJson } from '../../vocabulary/same-json.ts'
import type { Addition } from './additions.ts'
import type { Claims } from './claims.ts'
import type { Conversion } from './convert.ts'
import { Draft } from './draft.ts'
import { isOurs, placeOf, prune, takeBack, undo } from './ledger.ts'
import { formatPlace, type Place, readAt } from './place.ts'

/** The object as its owner wrote it, whichever of the ledgers an addition stands in. */
export function withoutAdditions(object: unknown, ledgers: readonly Ledger[], claims: Claims): unknown {
  return ledgers.reduce((left, ledger) => takeBack(left, ledger, claims), object)
}

/** What is left of the user's object when a conversion has made room. */
export function converted(own: unknown, conversions: readonly Conversion[]): unknown {
  const draft = new Draft(own)
  for (const { place, value } of conversions)
    if (value === undefined) draft.remove(place)
    else draft.set(place, value)
  return draft.object
}

export interface Upgrade {
  readonly draft: Draft
  readonly ledger: Ledger
}

interface Wanted extends LedgerEntry {
  readonly place: Place
}

/** The conversions and additions as one list, an entry a place. */
function wantedOf(conversions: readonly Conversion[], additions: readonly Addition[]): readonly Wanted[] {
  const byPlace = new Map<string, Wanted>()
  for (const { place, was, index, value } of conversions) {
    byPlace.set(formatPlace(place), {
      at: formatPlace(place),
      place,
      ...(value === undefined ? {} : { value }),
      was,
      ...(index === undefined ? {} : { index }),
    })
  }
  for (const { place, value } of additions) {
    const at = formatPlace(place)
    byPlace.set(at, { at, place, ...byPlace.get(at), value })
  }
  return [...byPlace.values()]
}

export interface UpgradeInput {
  /** As it came. */
  readonly object: unknown
  /** As its owner wrote it: `withoutAdditions`. */
  readonly own: unknown
  readonly conversions: readonly Conversion[]
  readonly additions: readonly Addition[]
  /** Ledgers of what the object may still have. */
  readonly previous: readonly Ledger[]
  readonly claims: Claims
}

/** Edits the object so that it has exactly what is wanted: what is there stays, what is missing comes, what nobody wants goes. */
export function upgrade({ object, own, conversions, additions, previous, claims }: UpgradeInput): Upgrade {
  const { entries, made } = written(own, wantedOf(conversions, additions))
  const wanted = new Set(entries.map(({ at }) => at))
  const draft = new Draft(object)
  for (const ledger of previous)
    for (const entry of ledger.entries.toReversed())
      if (!wanted.has(entry.at) && isOurs(object, entry, claims)) undo(draft, entry)
  for (const { place, value } of entries) {
    const now = readAt(draft.object, place)
    if (value === undefined) draft.remove(place)
    else if (!sameJson(now, value)) draft.set(place, value)
  }
  for (const ledger of previous) prune(draft, ledger.made)
  return { draft, ledger: { entries: entries.map(({ place: _, ...entry }) => entry), made } }
}

/** What can be written on the owner's object, and the parents it takes. */
function written(own: unknown, wanted: readonly Wanted[]) {
  const scratch = new Draft(own)
  const made: string[] = []
  const entries = wanted.flatMap((entry): Wanted[] => {
    const { place, value } = entry
    if (value === undefined) {
      scratch.remove(place)
      return [entry]
    }
    const was = entry.was ?? readAt(scratch.object, place)
    const parents = scratch.set(place, value)
    if (parents === undefined) return []
    made.push(...parents.map(formatPlace))
    return [was === undefined ? entry : { ...entry, was }]
  })
  return { entries, made }
}

/** Without these the API server refuses the object, or refuses the change: they stay when the rest is taken back. */
const staysBehind = (place: Place) =>
  place.join('/') === 'spec/selector' ||
  (place.at(-2) === 'labels' && place.at(-3) === 'metadata') ||
  place.at(-1) === 'image'

/** The edit that takes everything back, and what has to stay, as places. */
export function downgrade(
  object: unknown,
  previous: readonly Ledger[],
  claims: Claims,
): { readonly draft: Draft; readonly kept: readonly Place[] } {
  const draft = new Draft(object)
  const kept = new Map<string, Place>()
  for (const ledger of previous) {
    for (const entry of ledger.entries.toReversed()) {
      const place = placeOf(entry)
      if (place === undefined || !isOurs(draft.object, entry, claims)) continue
      if (entry.was === undefined && staysBehind(place)) kept.set(entry.at, place)
      else undo(draft, entry)
    }
    prune(draft, ledger.made)
  }
  return { draft, kept: [...kept.values()] }
}
