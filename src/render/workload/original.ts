/**
 * What a workload's owner wrote, from an object that may have additions: the form in which its intent is read, and the one that
 * additions are added to.
 * @module
 */
import { parseWorkload, type Workload } from '../../api/workload/workload.ts'
import type { Ledger, WorkloadPin } from '../../decide/workload-pin.ts'
import { annotations } from '../../vocabulary/names.ts'
import { claimsOf } from './claims.ts'
import { type Conversion, conversions } from './convert.ts'
import { Draft } from './draft.ts'
import { placeOf } from './ledger.ts'
import { itemKey, type Place, readAt } from './place.ts'
import { converted, withoutAdditions } from './upgrade.ts'

/** The object without what its pin says was added; its intent is read from this. */
export function originalOf(object: unknown, pin: WorkloadPin | undefined): unknown {
  const ledgers = pin?.ledger === undefined ? [] : [pin.ledger]
  return withContainerNamed(withoutAdditions(object, ledgers, claimsOf(object)), ledgers)
}

/**
 * The object, saying which container serves as its ledger does: a sidecar that was injected since may look just like it, when what
 * told them apart is taken back.
 */
export function withContainerNamed(own: unknown, ledgers: readonly Ledger[]): unknown {
  const places = ledgers.flatMap(({ entries }) => entries.map((entry) => placeOf(entry) ?? []))
  const names = new Set(places.map((place) => containerIn(place)).filter((name) => name !== undefined))
  const [name] = names
  return name === undefined || names.size > 1 ? own : naming(own, name)
}

/** The container that a place is in; `undefined` for places of the pod. */
function containerIn(place: Place): string | undefined {
  const at = place.indexOf('containers')
  return at < 0 ? undefined : itemKey(place[at + 1] ?? '')?.value
}

function naming(own: unknown, container: string): unknown {
  const place = ['metadata', 'annotations', annotations.container]
  if (readAt(own, place) !== undefined) return own
  const draft = new Draft(own)
  draft.set(place, container)
  return draft.object
}

/** Room for additions: the workload after what was made for NVIDIA has given way, where its owner asks for that. */
export function makeRoom(workload: Workload): {
  readonly workload: Workload
  readonly conversions: readonly Conversion[]
} {
  const found = workload.settings.convertCuda ? conversions(workload) : []
  if (found.length === 0) return { workload, conversions: [] }
  const room = parseWorkload(naming(converted(workload.object, found), workload.container.name)).workload
  // what it starts is read with the image it was written for
  return room === undefined
    ? { workload, conversions: [] }
    : { workload: { ...room, command: workload.command }, conversions: found }
}
