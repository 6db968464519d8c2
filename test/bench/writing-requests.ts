/**
 * Writing requests as the API server counts them itself.
 * @module
 */
import type { KubeClient } from '../../src/kube/types.ts'

const line = /^apiserver_request_total\{(?<labels>[^}]*)\} (?<value>[\d.e+]+)$/

/** Leases and Events, and what Kubernetes' own controllers and the simulated kubelets write in their own time. */
const othersWrite = new Set([
  'leases',
  'events',
  'nodes',
  'pods',
  'endpoints',
  'endpointslices',
  'serviceaccounts',
  'tokenreviews',
  'subjectaccessreviews',
])

/** POST, PUT, PATCH and DELETE of everything else, in all. */
export async function writingRequests(client: KubeClient): Promise<number> {
  return [...(await writingRequestsByKind(client)).values()].reduce((sum, count) => sum + count, 0)
}

/** The same by verb and resource, `PATCH services`. */
export async function writingRequestsByKind(client: KubeClient): Promise<Map<string, number>> {
  const text = String(await client.request('GET', '/metrics'))
  const counts = new Map<string, number>()
  for (const row of text.split('\n')) {
    const groups = line.exec(row)?.groups
    if (!groups) continue
    const labels = groups.labels ?? ''
    const label = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(labels)?.[1] ?? ''
    if (!['POST', 'PUT', 'PATCH', 'APPLY', 'DELETE'].includes(label('verb'))) continue
    if (label('dry_run') !== '') continue
    if (othersWrite.has(label('resource'))) continue
    const kind = `${label('verb')} ${label('resource')}`
    counts.set(kind, (counts.get(kind) ?? 0) + Number(groups.value))
  }
  return counts
}
