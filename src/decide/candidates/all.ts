/**
 * Every option for a wish on some targets, written ones and computed ones.
 * @module
 */
import type { Recipe } from '../../catalog/recipe.ts'
import { allows } from '../place/allows.ts'
import type { Target } from '../place/target.ts'
import { derivedOptions } from './derived.ts'
import { recipeOptions } from './from-recipes.ts'
import type { Options } from './option.ts'
import type { Wish } from './wish.ts'

export function optionsOf(wish: Wish, recipes: readonly Recipe[], targets: readonly Target[]): Options {
  const { intent } = wish.request
  const allowed = targets.filter((target) => allows(intent, target))
  // a recipe is its arguments: they are for those who have none
  if (intent.ownArguments) return { options: derivedOptions(wish, allowed), passedOver: [] }
  const { options, passedOver } = recipeOptions(wish, recipes, allowed)
  return {
    options: intent.recipe === undefined ? [...options, ...derivedOptions(wish, allowed)] : options,
    passedOver,
  }
}
