/**
 * A length that fits in place of one that does not, once. The status keeps it, not the pin: what webhooks pin is a decision and is
 * restored by them, while this is what a start on the real device taught. It is noted first and rendered by the pass after that, so
 * a crash between the two loses nothing.
 * @module
 */
import type { AIMEndpointStatus } from '../../api/aim/endpoint.ts'
import type { Intent } from '../../api/intent.ts'
import type { Candidate } from '../../decide/decision.ts'
import { intentHash } from '../../decide/pin.ts'
import { readArguments } from '../../engines/read.ts'
import type { Failure } from '../failures/failure.ts'

export type Repair = NonNullable<AIMEndpointStatus['repair']>

/** Below this a model answers, but nobody would call it served, tokens. */
const shortestTokens = 2048

/** The memory that is free differs a little between two starts of the same engine. */
const margin = 0.98

/** In steps of whole cache blocks; in round numbers where that costs nothing. */
function rounded(tokens: number): number {
  const step = tokens >= 8192 ? 256 : 16
  return Math.floor((tokens * margin) / step) * step
}

/** The repair that was noted for this intent; of another intent it means nothing. */
export function notedRepair(status: AIMEndpointStatus | undefined, intent: Intent): Repair | undefined {
  return status?.repair?.intent === intentHash(intent) ? status.repair : undefined
}

/** The plan with the shorter length, where the repair was made for this very plan; a repair never makes anything longer. */
export function repaired(candidate: Candidate, repair: Pick<Repair, 'from' | 'to'> | undefined): Candidate {
  const { settings } = candidate
  if (repair === undefined || settings.maxModelLen !== repair.from || repair.to >= repair.from)
    return candidate
  return { ...candidate, settings: { ...settings, maxModelLen: repair.to } }
}

/** The user left the length to us. */
function isOurs(intent: Intent, { engine }: Candidate): boolean {
  if (intent.maxModelLen !== undefined || intent.ownArguments) return false
  return readArguments(engine, intent.engineArgs, '').settings.maxModelLen === undefined
}

/**
 * What to try, or `undefined`: not twice for an intent, never over the user's own word, and only for a failure of the plan that runs
 * (pods of an earlier one may still be failing).
 *
 * @param field where the user may write a length
 */
export function findRepair(
  intent: Intent,
  candidate: Candidate,
  failure: Failure | undefined,
  noted: Pick<Repair, 'intent'> | undefined,
  field = 'maxModelLen',
): Repair | undefined {
  const length = failure?.length
  if (noted !== undefined || failure === undefined || length === undefined) return undefined
  if (length.asked !== candidate.settings.maxModelLen || !isOurs(intent, candidate)) return undefined
  const to = rounded(length.fits)
  if (to < shortestTokens) return undefined
  return {
    intent: intentHash(intent),
    field: 'maxModelLen',
    from: length.asked,
    to,
    reason: failure.reason,
    message: `started with ${to.toLocaleString('en-US')} tokens in place of ${length.asked.toLocaleString('en-US')}, because the engine found room for ${length.fits.toLocaleString('en-US')}; set ${field} to choose another length`,
  }
}
