/**
 * Events from what changed between two statuses, so that the same news is told once.
 * @module
 */
import type { AIMEndpointStatus } from '../../api/aim/endpoint.ts'
import { type Condition, findCondition } from '../../vocabulary/conditions.ts'
import { troubles } from './serving.ts'

export interface EventNote {
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly action: string
  readonly note: string
}

/** What to tell of a condition that is new or changed; most changes are on the way to somewhere and worth no word. */
function noteOf({ type, status, reason, message: note }: Condition): EventNote | undefined {
  switch (type) {
    case 'Accepted':
      return status === 'False' ? { type: 'Warning', reason, action: 'Validate', note } : undefined
    case 'RecipeSelected':
      return status === 'True' && reason === 'Selected'
        ? { type: 'Normal', reason: 'RecipeSelected', action: 'Decide', note }
        : { type: 'Warning', reason, action: 'Decide', note }
    case 'Placed':
      return status === 'False' ? { type: 'Warning', reason, action: 'Place', note } : undefined
    case 'Ready':
      if (status === 'True') return { type: 'Normal', reason: 'Ready', action: 'Serve', note }
      return troubles.has(reason) ? { type: 'Warning', reason, action: 'Serve', note } : undefined
    case 'CacheProvisioned':
      return reason === 'Immutable' || reason === 'KeptUnused'
        ? { type: 'Warning', reason: `Cache${reason}`, action: 'Provision', note }
        : undefined
    case 'UpdateAvailable':
      return { type: 'Normal', reason: 'UpdateAvailable', action: 'Render', note }
    default:
      return undefined
  }
}

/** One note for each condition whose status or reason changed, and one for a repair. */
export function eventNotes(before: AIMEndpointStatus | undefined, after: AIMEndpointStatus): EventNote[] {
  const notes = (after.conditions ?? []).flatMap((condition) => {
    const old = findCondition(before?.conditions, condition.type)
    const isNews = old?.status !== condition.status || old.reason !== condition.reason
    const note = isNews ? noteOf(condition) : undefined
    return note ? [note] : []
  })
  const { repair } = after
  const isMade = repair !== undefined && before?.repair?.intent !== repair.intent
  return isMade
    ? [...notes, { type: 'Normal', reason: 'LengthShortened', action: 'Repair', note: repair.message }]
    : notes
}
