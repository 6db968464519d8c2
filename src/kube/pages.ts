/**
 * A list page by page, for readers that keep nothing of a page once they have seen it.
 * @module
 */
import { queryOf, selectorsOf } from './query.ts'
import { apiVersionOf, pathOf } from './resources.ts'
import type { KubeClient, KubeObject, ListOptions, ResourceType } from './types.ts'

interface Page {
  readonly items?: readonly object[] | null
  readonly metadata?: { readonly continue?: string }
}

/**
 * All of it as of one moment. A reader slower than the API server's memory (5 minutes) gets `ApiError` 410 in the middle and begins again.
 * A page is read only when the one before it is done with.
 */
export async function* pagesOf<T extends KubeObject>(
  client: Pick<KubeClient, 'request'>,
  type: ResourceType,
  options: ListOptions = {},
): AsyncGenerator<readonly T[], void, undefined> {
  const { limit = 500, namespace } = options
  for (let next: string | undefined; ; ) {
    const query = queryOf({ ...selectorsOf(options), limit, continue: next })
    const page = (await client.request('GET', `${pathOf(type, { namespace })}${query}`)) as Page
    // Items of the built-in kinds come without their type.
    yield (page.items ?? []).map(
      (item) => ({ apiVersion: apiVersionOf(type), kind: type.kind, ...item }) as T,
    )
    next = page.metadata?.continue
    if (!next) return
  }
}
