/**
 * Pods whose model files are on a volume that a cache fills: they read it, and nothing else.
 * @module
 */
import type { EnvironmentVariable } from '../catalog/recipe.ts'
import type { PreferredTerm } from '../inventory/affinity.ts'
import type { KnownCache } from '../inventory/known-caches.ts'

/** Code of a repository is copied before it runs, by default into HF_HOME, where nothing can be written. */
const modulesFolder = '/tmp/hf-modules'

/** The hub's library locks what it loads, unless it is told that everything is there. */
export const offline: readonly EnvironmentVariable[] = [
  { name: 'HF_HUB_OFFLINE', value: '1' },
  { name: 'HF_MODULES_CACHE', value: modulesFolder },
]

/** Whether a claim with model files is only read: unless engines may write what is missing. */
export function isReadOnly(claim: { readonly writable?: true } | undefined): boolean {
  return claim !== undefined && claim.writable !== true
}

/** Nodes that hold the model are preferred, or the one that mounts its volume; empty where none of them is known. */
export function holdersOf(cache: KnownCache | undefined): readonly PreferredTerm[] {
  const { mountedOn, nodes = mountedOn === undefined ? [] : [mountedOn] } = cache ?? {}
  if (nodes.length === 0) return []
  const onNodes = { key: 'kubernetes.io/hostname', operator: 'In' as const, values: nodes }
  return [{ weight: 100, preference: { matchExpressions: [onNodes] } }]
}

/**
 * Pods that a volume for one node keeps together; `undefined` for any other volume. The scheduler itself would spread them, and all but
 * those on one node would hold GPUs and wait for the volume for ever.
 *
 * @param selector of the pods
 */
export function keptTogether(
  cache: KnownCache | undefined,
  selector: Readonly<Record<string, string>>,
): object | undefined {
  if (cache?.mountedBy === undefined) return undefined
  const term = { labelSelector: { matchLabels: selector }, topologyKey: 'kubernetes.io/hostname' }
  return { requiredDuringSchedulingIgnoredDuringExecution: [term] }
}
