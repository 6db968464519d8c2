/**
 * Writing requests as the API server counts them itself.
 * @module
 */
import type { KubeClient } from '../../src/kube/types.ts'

const line = /^apiserver_request_total\{(?<labels>[^}]*)\} (?<value>[\d.e+]+)$/

/** POST, PUT, PATCH and DELETE of everything but leases, events, nodes and what simulated kubelets write (pods). */
export async function writingRequests(client: KubeClient): Promise<number> {
  const text = String(await client.request('GET', '/metrics'))
  let total = 0
  for (const row of text.split('\n')) {
    const groups = line.exec(row)?.groups
    if (!groups) continue
    const labels = groups.labels ?? ''
    const label = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(labels)?.[1] ?? ''
    if (!['POST', 'PUT', 'PATCH', 'APPLY', 'DELETE'].includes(label('verb'))) continue
    if (label('dry_run') !== '') continue
    if (
      [
        'leases',
        'events',
        'nodes',
        'pods',
        'tokenreviews',
        'subjectaccessreviews',
        'serviceaccounts',
      ].includes(label('resource'))
    )
      continue
    total += Number(groups.value)
  }
  return total
}
