/**
 * Deleting an AIMRecipe that endpoints use is refused with their names. Its own webhook entry, failing open: no finalizer,
 * and no fitgate that is down can keep a cluster from being cleaned up.
 * @module
 */
import type { WebhookContext } from './context.ts'
import type { Answer } from './response.ts'
import { type AdmissionRequest, isBeingDeleted } from './review.ts'

/** Names shown in one message; the count says how many more there are. */
const shown = 10

export function validateRecipeDeletion(request: AdmissionRequest, context: WebhookContext): Answer {
  if (request.operation !== 'DELETE' || isBeingDeleted(request.oldObject)) return { allowed: true }
  const name = request.oldObject?.metadata?.name ?? request.name ?? ''
  const { recipeUsers } = context
  if (!recipeUsers || context.decision.snapshot.stale) {
    const warning = `fitgate: could not check whether endpoints still use recipe ${name} (no fresh view of the cluster)`
    return { allowed: true, warnings: [warning] }
  }
  const users = Object.hasOwn(recipeUsers, name) ? recipeUsers[name] : undefined
  if (!users || users.count === 0) return { allowed: true }
  const names = users.names.slice(0, shown)
  const more = users.count - names.length
  const list = [...names, ...(more > 0 ? [`${more} more`] : [])].join(', ')
  const them = users.count === 1 ? 'endpoint uses it' : 'endpoints use it'
  return {
    allowed: false,
    denial: 'forbidden',
    message: `recipe ${name} is in use: ${users.count} ${them} (${list}); delete or change them first`,
    audit: { users: String(users.count) },
  }
}
