/**
 * Writing requests as the API server itself counts them.
 * @module
 */
import { expect } from 'vitest'
import { childTypes } from '../../../src/controllers/aim-endpoint/child-types.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient } from '../../../src/kube/types.ts'
import { eventually } from '../eventually.ts'

/** What the controllers write. Leases, nodes and pods are others' business and never rest. */
const written = new Set([
  'aimendpoints',
  'aimrecipes',
  'configmaps',
  'deployments',
  'events',
  'horizontalpodautoscalers',
  'persistentvolumeclaims',
  'serviceaccounts',
  'services',
])

/** Components of the control plane that write to a settled cluster: the autoscaler reports every 15 s that it has no metrics. */
const notOurs = new Set(['horizontalpodautoscalers/status', 'events/'])

/** Resource, with its subresource, → writing requests since the server started. */
export async function writesOf(client: KubeClient): Promise<Record<string, number>> {
  const text = String(await client.request('GET', '/metrics'))
  const counts: Record<string, number> = {}
  for (const [, labels = '', value] of text.matchAll(/^apiserver_request_total\{([^}]*)\} (\S+)$/gm)) {
    const label = (name: string) => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1] ?? ''
    const resource = `${label('resource')}/${label('subresource')}`
    if (!written.has(label('resource')) || notOurs.has(resource)) continue
    if (!/^(POST|PUT|PATCH|APPLY|DELETE)$/.test(label('verb')) || label('dry_run') !== '') continue
    counts[resource] = (counts[resource] ?? 0) + Number(value)
  }
  return counts
}

/**
 * Waits until the cluster's own controllers have nothing left to take away: namespaces on their way out, and children whose
 * owner is gone. Their deletions would be counted as ours.
 */
export async function nothingIsBeingDeleted(client: KubeClient): Promise<void> {
  await eventually(async () => {
    const namespaces = await client.list(resources.namespace)
    const leaving = namespaces.items.filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
    const endpoints = await client.list(resources.aimEndpoint)
    const living = new Set(endpoints.items.map(({ metadata }) => metadata.uid))
    const lists = await Promise.all(
      childTypes.map((type) => client.list(type, { labelSelector: 'fitgate.dev/owner=aimendpoint' })),
    )
    const orphans = lists
      .flatMap(({ items }) => items)
      .filter(({ metadata }) => !metadata.ownerReferences?.some(({ uid }) => living.has(uid)))
    expect([...leaving, ...orphans].map(({ metadata }) => metadata.name)).toEqual([])
  }, 120)
}
