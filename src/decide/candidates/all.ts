/**
 * Every option for a wish on some targets, written ones and computed ones.
 * @module
 */
import type { Recipe } from '../../catalog/recipe.ts'
import { allows } from '../place/allows.ts'
import type { Target } from '../place/target.ts'
import { derivedOptions } from './derived.ts'
import { recipeOptions } from './from-recipes.ts'
import { groupOptions } from './group-options.ts'
import type { Option, Options } from './option.ts'
import type { Wish } from './wish.ts'

export function optionsOf(wish: Wish, recipes: readonly Recipe[], targets: readonly Target[]): Options {
  const { intent } = wish.request
  const allowed = targets.filter((target) => allows(intent, target))
  // a recipe is its arguments: they are for those who have none
  if (intent.ownArguments)
    return intent.distributed === undefined
      ? { options: derivedOptions(wish, allowed), passedOver: [] }
      : groupOptions(wish, allowed)
  if (intent.distributed !== undefined) return spanning(wish, recipes, allowed)
  const { options, passedOver } = recipeOptions(wish, recipes, allowed)
  return {
    options: intent.recipe === undefined ? [...options, ...derivedOptions(wish, allowed)] : options,
    passedOver,
  }
}

/** Groups of nodes; and single nodes, where nobody says how many nodes it shall be. No recipe speaks of several nodes. */
function spanning(wish: Wish, recipes: readonly Recipe[], targets: readonly Target[]): Options {
  const groups = groupOptions(wish, targets)
  if ((wish.request.intent.distributed?.nodes ?? 1) > 1) return groups
  const written = recipeOptions(wish, recipes, targets)
  const onOneNode = ({ gpuCount, target }: Option) => gpuCount <= target.gpusPerNode
  return {
    options: [...written.options, ...derivedOptions(wish, targets).filter(onOneNode), ...groups.options],
    passedOver: [...written.passedOver, ...groups.passedOver],
  }
}
