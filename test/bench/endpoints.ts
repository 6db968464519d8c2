/**
 * AIMEndpoints applied at once on 200 simulated nodes, until every child exists, against a bare writer of the same objects
 * (endpoints and children) in the same sandbox, as many at a time; then a second pass of the controller over the settled ones,
 * counted by the API server's own metrics.
 *
 *     node test/bench/endpoints.ts [COUNT]      (default 1000)
 * @module
 */
import process from 'node:process'
import { resources } from '../../src/kube/resources.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../src/kube/types.ts'
import { installFitgate } from '../../src/sandbox/fitgate.ts'
import { parseNodesShorthand } from '../../src/sandbox/nodes-input.ts'
import { inParallel } from './in-parallel.ts'
import { inSandbox } from './in-sandbox.ts'
import { manyEndpoints } from './many-endpoints.ts'
import { nobodyWrites, writingRequestsByKind, written } from './writing-requests.ts'

const count = Number(process.argv[2] ?? 1000)
const concurrency = 16
const children: readonly ResourceType[] = [resources.configMap, resources.service, resources.deployment]

const { nodes } = parseNodesShorthand('mi300x=200')
await inSandbox({ nodes }, async ({ sandbox, client }) => {
  const fitgate = await installFitgate(sandbox)
  const endpoints = manyEndpoints('many', count)

  const began = performance.now()
  const applying = inParallel(endpoints, concurrency, (endpoint) =>
    client.create(resources.aimEndpoint, endpoint),
  ).then(() => performance.now() - began)
  const [made, applied] = await Promise.all([untilAll(client, 'default'), applying])
  const withFitgate = performance.now() - began

  await nobodyWrites(client)
  const before = await writingRequestsByKind(client)
  await fitgate.controller.restart()
  await new Promise((resolve) => setTimeout(resolve, 10_000))
  const after = await writingRequestsByKind(client)

  // the bare writer: the same objects in another namespace, with nobody there who decides
  await fitgate.stop()
  for (const type of [resources.mutatingWebhookConfiguration, resources.validatingWebhookConfiguration])
    for (const { metadata } of (await client.list(type)).items) await client.delete(type, metadata)
  await client.create(resources.namespace, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'bare' },
  })
  const listed = await client.list(resources.aimEndpoint, { namespace: 'default' })
  const copies = Map.groupBy(
    [...listed.items.map((object) => ({ type: resources.aimEndpoint, object })), ...made],
    ({ object }) => object.metadata.labels?.['app.kubernetes.io/instance'] ?? object.metadata.name,
  )
  const bareBegan = performance.now()
  // endpoint by endpoint, as a controller does: the pods of the first deployments start while the last services are made
  const writing = inParallel([...copies.values()], concurrency, async (group) => {
    for (const { type, object } of group) await client.create(type, bareCopy(object))
  })
  await Promise.all([untilAll(client, 'bare'), writing])
  const bare = performance.now() - bareBegan

  console.log(`${count} endpoints, ${made.length} children, ${concurrency} at a time`)
  console.log(`  applied (admission included)   ${(applied / 1000).toFixed(2)} s`)
  console.log(`  until every child exists       ${(withFitgate / 1000).toFixed(2)} s`)
  console.log(`  bare writer of the same        ${(bare / 1000).toFixed(2)} s`)
  console.log(`  ratio                          ${(withFitgate / bare).toFixed(2)}`)
  console.log(
    `writing requests of a controller that starts over ${count} settled endpoints: ${written(before, after)}`,
  )
})

/** Watches from now on until every endpoint has every child; a list asked for again and again would be most of the work. */
async function untilAll(
  client: KubeClient,
  namespace: string,
): Promise<{ type: ResourceType; object: KubeObject }[]> {
  const seen = await Promise.all(
    children.map(async (type) => {
      const made = new Map<string, { type: ResourceType; object: KubeObject }>()
      const enough = new AbortController()
      const labelSelector = 'app.kubernetes.io/managed-by=fitgate'
      const wanted = { namespace, labelSelector, signal: enough.signal }
      for await (const event of client.watch<KubeObject>(type, wanted)) {
        if (event.type !== 'ADDED') continue
        made.set(event.object.metadata.name, { type, object: event.object })
        if (made.size >= count) break
      }
      enough.abort()
      return [...made.values()]
    }),
  )
  return seen.flat()
}

function bareCopy(object: KubeObject): KubeObject {
  const { name, labels, annotations } = object.metadata
  const copy = {
    ...object,
    metadata: { name, namespace: 'bare', ...(labels && { labels }), ...(annotations && { annotations }) },
  }
  const {
    spec,
    status: _status,
    ...rest
  } = copy as KubeObject & { spec?: Record<string, unknown>; status?: unknown }
  if (spec === undefined) return rest
  const { clusterIP: _ip, clusterIPs: _ips, ...free } = spec
  return { ...rest, spec: object.kind === 'Service' ? free : spec } as KubeObject
}
