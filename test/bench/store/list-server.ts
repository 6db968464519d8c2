/**
 * An API server that only lists and watches: pods and nodes in their real shape, in chunks and as streaming lists. A process
 * of its own, so that what it holds is not counted: `list-server.ts NODES PODS`; prints its port.
 * @module
 */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { nodeText, podText } from './real-shapes.ts'

const [nodes = 0, pods = 0] = process.argv.slice(2).map(Number)
const kinds = {
  '/api/v1/nodes': { list: 'NodeList', count: nodes, text: nodeText },
  '/api/v1/pods': { list: 'PodList', count: pods, text: (n: number) => podText(n, nodes) },
} as const
type Kind = (typeof kinds)[keyof typeof kinds]

const end = JSON.stringify({
  type: 'BOOKMARK',
  object: { metadata: { resourceVersion: '9', annotations: { 'k8s.io/initial-events-end': 'true' } } },
})

/** One page, the way an API server writes it. */
function page({ list, count, text }: Kind, query: URLSearchParams): string {
  const from = Number(query.get('continue') ?? 0)
  const to = Math.min(count, from + (Number(query.get('limit')) || count))
  const items = Array.from({ length: to - from }, (_, n) => text(from + n))
  const next = to < count ? `,"continue":"${to}"` : ''
  return `{"kind":"${list}","apiVersion":"v1","metadata":{"resourceVersion":"9"${next}},"items":[${items.join(',')}]}`
}

async function stream({ count, text }: Kind, query: URLSearchParams, response: http.ServerResponse) {
  response.flushHeaders()
  if (!query.has('sendInitialEvents')) return
  for (let n = 0; n < count; n++) {
    if (response.write(`{"type":"ADDED","object":${text(n)}}\n`)) continue
    await new Promise((resolve) => response.once('drain', resolve))
  }
  response.write(`${end}\n`)
}

const server = http.createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  response.setHeader('content-type', 'application/json')
  const kind = Object.entries(kinds).find(([path]) => path === pathname)?.[1]
  if (!kind) response.writeHead(404).end('{}')
  else if (searchParams.has('watch')) void stream(kind, searchParams, response)
  else response.end(page(kind, searchParams))
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
