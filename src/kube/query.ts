/**
 * Query strings of the Kubernetes API.
 * @module
 */
import type { ListOptions, WatchOptions, WriteOptions } from './types.ts'

export type Query = Readonly<Record<string, string | number | boolean | undefined>>

/** `?a=1&b=x`, or nothing; absent and empty values are left out. */
export function queryOf(query: Query): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

export function selectorsOf({ labelSelector, fieldSelector }: ListOptions): Query {
  return { labelSelector, fieldSelector }
}

/** Every write carries the field manager, so that `managedFields` names us. */
export function writeQuery({ dryRun, strict }: WriteOptions, fieldManager: string): Query {
  return {
    fieldManager,
    dryRun: dryRun ? 'All' : undefined,
    fieldValidation: strict ? 'Strict' : undefined,
  }
}

export function watchQuery(wanted: WatchOptions, timeoutSeconds: number): Query {
  const { resourceVersion, initialEvents } = wanted
  return {
    ...selectorsOf(wanted),
    watch: true,
    allowWatchBookmarks: true,
    resourceVersion,
    timeoutSeconds,
    ...(initialEvents ? { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' } : {}),
  }
}
