/**
 * Writing requests as the API server itself counts them.
 * @module
 */
import type { KubeClient } from '../../../src/kube/types.ts'

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
