import { ApiError } from '../../src/kube/api-error.ts'
import type { KubeClient, KubeObject, WatchEvent, WatchOptions } from '../../src/kube/types.ts'
import { type ConfigMap, configMap } from './builders.ts'

/** One watch of a script: its events, and then how it goes on. */
export interface ScriptedWatch {
  readonly events?: readonly WatchEvent<ConfigMap>[]
  /** Default: it stays open until it is aborted. */
  readonly outcome?: 'ends' | ApiError
}

/** A client whose watches follow a script, and whose list is always the same; counts what is asked of it. */
export function scriptedClient(watches: readonly ScriptedWatch[], items: readonly ConfigMap[] = []) {
  const asked: string[] = []
  let next = 0
  const client: Pick<KubeClient, 'list' | 'watch'> = {
    async list<T extends KubeObject>(
      _type: unknown,
      { project = (object: T): T | undefined => object } = {} as { project?: (object: T) => T | undefined },
    ) {
      asked.push('list')
      return {
        items: (items as unknown as T[]).flatMap((item) => project(item) ?? []),
        resourceVersion: '50',
      }
    },
    async *watch<T extends KubeObject>(_type: unknown, options: WatchOptions) {
      asked.push(options.initialEvents ? 'stream' : `watch ${options.resourceVersion}`)
      const script = watches[next++] ?? {}
      for (const event of script.events ?? []) yield event as unknown as WatchEvent<T>
      if (script.outcome === 'ends') return
      if (script.outcome) throw script.outcome
      await new Promise<void>((resolve) => options.signal.addEventListener('abort', () => resolve()))
    },
  }
  return { client: client as KubeClient, asked }
}

export const version = (
  name: string,
  resourceVersion: number,
  data: Record<string, string> = {},
): ConfigMap => configMap(name, data, { uid: name, resourceVersion: String(resourceVersion) })

export const event = (
  type: 'ADDED' | 'MODIFIED' | 'DELETED',
  name: string,
  resourceVersion: number,
): WatchEvent<ConfigMap> => ({ type, object: version(name, resourceVersion) })

/** A bookmark; with `end`, the one that ends a streaming list. */
export const bookmark = (resourceVersion: number, end = false): WatchEvent<ConfigMap> => ({
  type: 'BOOKMARK',
  object: configMap(
    '',
    {},
    {
      resourceVersion: String(resourceVersion),
      ...(end ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}),
    },
  ),
})

export const failure = (code: number, reason = 'Failed'): ApiError =>
  new ApiError({ code, reason, message: reason })
