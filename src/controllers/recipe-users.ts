/**
 * Who uses which recipe, kept up to date event by event.
 * @module
 */
import { parsePin } from '../decide/pin.ts'
import { keyOf } from '../kube/key.ts'
import type { StoreEvent } from '../kube/store.ts'
import { annotations } from '../vocabulary/names.ts'
import type { EndpointObject } from './aim-endpoint/reconcile.ts'

/** The recipe an endpoint is held to, and the one it insists on; usually the same. */
function recipesOf({ metadata, spec }: EndpointObject): string[] {
  const pinned = parsePin(metadata.annotations?.[annotations.pin])?.candidate.recipe
  const wanted = spec?.recipe?.customRecipe?.name
  return [...(pinned && pinned.type !== 'derived' ? [pinned.name] : []), ...(wanted ? [wanted] : [])]
}

export class RecipeUsers {
  readonly #usersOf = new Map<string, Set<string>>()
  readonly #recipesOf = new Map<string, readonly string[]>()
  readonly #onChange: (recipe: string) => void

  /** @param onChange told of every recipe that won or lost a user */
  constructor(onChange: (recipe: string) => void) {
    this.#onChange = onChange
  }

  /** Recipe name → `namespace/name` of its users; recipes without any are not here. */
  get users(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#usersOf
  }

  count(recipe: string): number {
    return this.#usersOf.get(recipe)?.size ?? 0
  }

  take(event: StoreEvent<EndpointObject>): void {
    const key = keyOf(event.object)
    const before = this.#recipesOf.get(key) ?? []
    const after = event.type === 'deleted' ? [] : recipesOf(event.object)
    for (const recipe of before.filter((name) => !after.includes(name))) this.#remove(recipe, key)
    for (const recipe of after.filter((name) => !before.includes(name))) this.#add(recipe, key)
    if (after.length === 0) this.#recipesOf.delete(key)
    else this.#recipesOf.set(key, after)
  }

  #add(recipe: string, user: string): void {
    const users = this.#usersOf.get(recipe) ?? new Set()
    this.#usersOf.set(recipe, users.add(user))
    this.#onChange(recipe)
  }

  #remove(recipe: string, user: string): void {
    const users = this.#usersOf.get(recipe)
    users?.delete(user)
    if (users?.size === 0) this.#usersOf.delete(recipe)
    this.#onChange(recipe)
  }
}
