/**
 * AIMRecipes: a worker that tells of each whether it is valid, in force and used.
 * @module
 */
import { keyOf } from '../../kube/key.ts'
import { Controller } from '../controller.ts'
import type { Feeds } from '../feeds/feeds.ts'
import type { Led, Surroundings } from '../watched-kind.ts'
import { type RecipeReconcilerOptions, recipeReconciler } from './reconcile.ts'

export interface RecipeControllerOptions
  extends Surroundings,
    Pick<RecipeReconcilerOptions, 'inForce' | 'users'> {
  /** Watched by whoever made it: decisions read it too. */
  readonly feeds: Pick<Feeds, 'recipes'>
}

export interface RecipeController extends Led {
  /** Looks at one again. */
  touch(name: string): void
}

export function recipeController(options: RecipeControllerOptions): RecipeController {
  const { client, metrics, log, events, now, inForce, users } = options
  const { store } = options.feeds.recipes
  const controller = new Controller({
    name: 'aimrecipe',
    metrics,
    log,
    workers: 1,
    reconcile: recipeReconciler({
      client,
      events,
      now,
      recipe: (name) => store.get(name),
      inForce,
      users,
    }),
  })
  store.subscribe(({ object }) => controller.touch(keyOf(object)))
  return {
    touch: (name) => controller.touch(name),
    begin: () => controller.begin(store.list().map(keyOf)),
    end: () => controller.end(),
  }
}
