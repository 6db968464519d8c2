/**
 * A whole list, page by page, all of it as of one moment.
 * @module
 */
import { ApiError, isGone } from './api-error.ts'
import type { Caller } from './caller.ts'
import { selectorsOf } from './query.ts'
import { apiVersionOf, pathOf } from './resources.ts'
import type { KubeObject, ListOptions, ListResult, ReadOptions, ResourceType } from './types.ts'

const pageSize = 500
/** When the pages of a list expire before they are read this often, it is read in one piece. */
const pagedBeginnings = 3

interface Page {
  readonly items?: readonly object[] | null
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string }
}

/** A continue token lives as long as etcd's history (5 minutes); a reader slower than that begins again. */
export async function pagedList<T extends KubeObject>(
  caller: Caller,
  type: ResourceType,
  options: ListOptions & ReadOptions & { readonly project?: (object: T) => T | undefined },
): Promise<ListResult<T>> {
  for (let beginning = 1; ; beginning++) {
    const paged = beginning <= pagedBeginnings
    try {
      return await allPages(caller, type, paged ? options : { ...options, limit: 0 })
    } catch (error) {
      if (!isGone(error) || !paged) throw error
    }
  }
}

async function allPages<T extends KubeObject>(
  caller: Caller,
  type: ResourceType,
  options: ListOptions & ReadOptions & { readonly project?: (object: T) => T | undefined },
): Promise<ListResult<T>> {
  const { project = (object: T): T | undefined => object, signal, limit = pageSize, namespace } = options
  const items: T[] = []
  for (let next: string | undefined; ; ) {
    const page = (await caller.send({
      verb: 'list',
      method: 'GET',
      path: pathOf(type, { namespace }),
      resource: type,
      query: { ...selectorsOf(options), limit, continue: next },
      signal,
    })) as Page
    for (const item of page.items ?? []) {
      // Items of the built-in kinds come without their type.
      const kept = project({ apiVersion: apiVersionOf(type), kind: type.kind, ...item } as T)
      if (kept) items.push(kept)
    }
    const { continue: more, resourceVersion } = page.metadata ?? {}
    // JSON that is no list must not look like an empty one: everything would count as deleted.
    if (!resourceVersion)
      throw new ApiError({ code: 0, reason: 'BadAnswer', message: `list ${type.plural}: no list` })
    next = more
    if (!next) return { items, resourceVersion }
  }
}
