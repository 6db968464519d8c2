/**
 * All that a handler knows beside the review: the decision core's context and who uses which recipe.
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
  readonly now?: () => Date
}
