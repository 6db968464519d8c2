/**
 * Keeps the status of one recipe true.
 * @module
 */
import type { ReconcileResult } from '../../kube/controller.ts'
import type { EventRecorder } from '../../kube/events.ts'
import { resources } from '../../kube/resources.ts'
import type { KubeClient } from '../../kube/types.ts'
import { findCondition } from '../../vocabulary/conditions.ts'
import type { RecipeObject } from '../feeds/feeds.ts'
import { withoutUpstreamFinalizers } from '../finalizers.ts'
import { writeStatus } from '../write-status.ts'
import { recipeStatus } from './plan.ts'

export interface RecipeReconcilerOptions {
  readonly client: KubeClient
  readonly recipe: (name: string) => RecipeObject | undefined
  /** Whether decisions are made with it already. */
  readonly inForce: (object: RecipeObject) => boolean
  /** Endpoints that use it. */
  readonly users: (name: string) => number
  readonly events: Pick<EventRecorder, 'record'>
  readonly now: () => Date
}

export function recipeReconciler({ client, recipe, inForce, users, events, now }: RecipeReconcilerOptions) {
  return async (name: string): Promise<ReconcileResult> => {
    const seen = recipe(name)
    if (seen === undefined) return {}
    const object = await withoutUpstreamFinalizers(client, resources.aimRecipe, seen)
    if (object.metadata.deletionTimestamp) return {}
    // `kubectl wait --for=condition=Valid` means that the next endpoint may use it
    if (!inForce(seen)) return { requeueAfterSeconds: 0.05 }

    const wanted = recipeStatus(object, users(name), now().toISOString())
    const written = await writeStatus(client, resources.aimRecipe, object, wanted)
    if (typeof written === 'string') return {}
    const valid = findCondition(wanted.conditions, 'Valid')
    if (valid?.status === 'False' && findCondition(object.status?.conditions, 'Valid')?.status !== 'False')
      events.record({
        regarding: object,
        type: 'Warning',
        reason: 'Invalid',
        action: 'Validate',
        note: valid.message,
      })
    return {}
  }
}
