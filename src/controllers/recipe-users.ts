/**
 * Who uses which recipe, kept up to date event by event.
 * @module
 */
import { valueAt } from '../api/field-path.ts'
import { parsePin } from '../decide/pin.ts'
import { keyOf } from '../kube/key.ts'
import { resources } from '../kube/resources.ts'
import type { StoreEvent } from '../kube/store.ts'
import type { KubeObject } from '../kube/types.ts'
import { annotations } from '../vocabulary/names.ts'

/** What is held to a plan, of whatever kind. */
export interface RecipeUser extends KubeObject {
  readonly spec?: unknown
}

/** The recipe it is held to, and the one it insists on; usually the same. */
function recipesOf(user: RecipeUser): string[] {
  const { metadata } = user
  const pinned = parsePin(metadata.annotations?.[annotations.pin])?.candidate.recipe
  const wanted = valueAt(user, ['spec', 'recipe', 'customRecipe', 'name'])
  return [
    ...(pinned && pinned.type !== 'derived' ? [pinned.name] : []),
    ...(typeof wanted === 'string' && wanted !== '' ? [wanted] : []),
  ]
}

export class RecipeUsers {
  readonly #usersOf = new Map<string, Set<string>>()
  readonly #recipesOf = new Map<string, readonly string[]>()
  readonly #onChange: (recipe: string) => void

  /** @param onChange told of every recipe that won or lost a user */
  constructor(onChange: (recipe: string) => void) {
    this.#onChange = onChange
  }

  /** Recipe name → `namespace/name` of its users, with their kind where it is not AIMEndpoint; recipes without any are not here. */
  get users(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#usersOf
  }

  count(recipe: string): number {
    return this.#usersOf.get(recipe)?.size ?? 0
  }

  take(event: StoreEvent<RecipeUser>): void {
    const key = nameOf(event.object)
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

function nameOf(object: RecipeUser): string {
  return object.kind === resources.aimEndpoint.kind ? keyOf(object) : `${object.kind} ${keyOf(object)}`
}
