/**
 * All that an answer depends on beside the review: the decision core's context, who uses which recipe, and the time. Whoever makes one
 * makes a new one when any of it changes, so that equal reviews of one context have one answer.
 * @module
 */
import type { DecisionContext } from '../src/decide/context.ts'
import type { Snapshot } from '../src/inventory/snapshot.ts'

export interface WebhookContext {
  readonly decision: DecisionContext
  /** Absent while no snapshot was loaded. */
  readonly recipeUsers?: Snapshot['recipeUsers']
  /** GPUs of one replica of endpoints, see the snapshot. Absent: their scale is not judged. */
  readonly endpointGPUs?: Snapshot['endpointGPUs']
  /** For the expiry of policy exceptions. Default: none holds any more. */
  readonly now?: Date
  /** Since the controller confirmed the snapshot, for the audit log. Default: not told. */
  readonly snapshotAgeSeconds?: number
}
