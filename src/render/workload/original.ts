/**
 * What a workload's owner wrote, from an object that may have additions: the form in which its intent is read, and the one that
 * additions are added to.
 * @module
 */
import { parseWorkload, type Workload } from '../../api/workload/workload.ts'
import type { WorkloadPin } from '../../decide/workload-pin.ts'
import { claimsOf } from './claims.ts'
import { type Conversion, conversions } from './convert.ts'
import { converted, withoutAdditions } from './upgrade.ts'

/** The object without what its pin says was added; its intent is read from this. */
export function originalOf(object: unknown, pin: WorkloadPin | undefined): unknown {
  return withoutAdditions(object, pin?.ledger === undefined ? [] : [pin.ledger], claimsOf(object))
}

/** Room for additions: the workload after what was made for NVIDIA has given way, where its owner asks for that. */
export function makeRoom(workload: Workload): {
  readonly workload: Workload
  readonly conversions: readonly Conversion[]
} {
  const found = workload.settings.convertCuda ? conversions(workload) : []
  if (found.length === 0) return { workload, conversions: [] }
  const room = parseWorkload(converted(workload.object, found)).workload
  // what it starts is read with the image it was written for
  return room === undefined
    ? { workload, conversions: [] }
    : { workload: { ...room, command: workload.command }, conversions: found }
}
