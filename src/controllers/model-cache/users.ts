/**
 * Who uses the models of a volume, and when they were last seen to come or go: nothing of it ages by itself.
 * @module
 */
import { mostUsersNamed } from '../../api/cache/status.ts'
import type { CachedModel } from './model-state.ts'

/** An object of the cache's namespace that has the volume mounted, or is about to. */
export interface CacheUser {
  readonly kind: string
  readonly name: string
  /** The model it serves; absent where that is not known: then it may read any. */
  readonly model?: string
}

const nameOf = ({ kind, name }: Pick<CacheUser, 'kind' | 'name'>) => `${kind}/${name}`

/** Users of one model, each once, by kind and name. */
export function usersOf(id: string, users: readonly CacheUser[]): readonly CacheUser[] {
  const meant = users.filter(({ model }) => model === undefined || model === id)
  const byName = new Map(meant.map((user) => [nameOf(user), user]))
  return [...byName.keys()].sort().flatMap((name) => byName.get(name) ?? [])
}

/** The entry with its users as they are now. @param now RFC 3339 */
export function withUsers(entry: CachedModel, all: readonly CacheUser[], now: string): CachedModel {
  const { users: before = [], userCount = 0, accessCount = 0, lastAccessed, ...rest } = entry
  const users = usersOf(entry.id, all)
  const known = new Set(before.map(nameOf))
  // of more than are named, nobody knows who is new: as many as there are more of
  const came =
    userCount > before.length
      ? Math.max(0, users.length - userCount)
      : users.filter((user) => !known.has(nameOf(user))).length
  const isSame = came === 0 && users.length === userCount
  const seen = isSame ? lastAccessed : now
  const uses = accessCount + came
  return {
    ...rest,
    ...(seen === undefined ? {} : { lastAccessed: seen }),
    ...(uses === 0 && entry.accessCount === undefined ? {} : { accessCount: uses }),
    ...(users.length === 0
      ? {}
      : {
          userCount: users.length,
          users: users.slice(0, mostUsersNamed).map(({ kind, name }) => ({ kind, name })),
        }),
  }
}
