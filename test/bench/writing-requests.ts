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

/** Waits until nobody writes any more: two equal counts three seconds apart. */
export async function nobodyWrites(client: KubeClient): Promise<void> {
  for (let last = -1; ; ) {
    const now = await writingRequests(client)
    if (now === last) return
    last = now
    await new Promise((resolve) => setTimeout(resolve, 3000))
  }
}

/** What was written between two counts, `3 PATCH services`. */
export function written(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): string {
  const more = [...after]
    .map(([kind, n]) => [kind, n - (before.get(kind) ?? 0)] as const)
    .filter(([, n]) => n > 0)
  return more.length === 0 ? 'none' : more.map(([kind, n]) => `${n} ${kind}`).join(', ')
}
