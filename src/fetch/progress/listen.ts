/**
 * Progress over HTTP: `/progress` for the controller, which needs no right in the cluster to ask a pod, `/metrics` for Prometheus.
 * @module
 */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { Gauge, Registry } from 'prom-client'
import type { FetchProgress } from '../../vocabulary/model-files/progress.ts'

export interface ProgressServer {
  readonly port: number
  close(): Promise<void>
}

export async function serveProgress(
  address: { readonly host: string; readonly port: number },
  read: () => FetchProgress,
): Promise<ProgressServer> {
  const registry = fetchMetrics(read)
  const server = http.createServer(async (request, response) => {
    const answer = (type: string, text: string) => {
      response.writeHead(200, { 'content-type': type }).end(text)
    }
    switch (new URL(request.url ?? '/', 'http://pod').pathname) {
      case '/healthz':
        answer('text/plain', 'ok\n')
        break
      case '/progress':
        answer('application/json', `${JSON.stringify(read())}\n`)
        break
      case '/metrics':
        answer(registry.contentType, await registry.metrics())
        break
      default:
        response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(address.port, address.host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function fetchMetrics(read: () => FetchProgress): Registry {
  const registry = new Registry()
  const registers = [registry]
  const perModel = (name: string, help: string, of: (model: FetchProgress['models'][number]) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['model'],
      registers,
      collect() {
        for (const model of read().models) this.set({ model: model.id }, of(model))
      },
    })
  perModel('fitgate_fetch_bytes', 'Bytes of a model that are on the volume', ({ bytes }) => bytes)
  perModel('fitgate_fetch_total_bytes', 'Bytes a model has; 0 until it is known', ({ total }) => total)
  perModel('fitgate_fetch_files', 'Files of a model that are verified', ({ files }) => files.done)
  new Gauge({
    name: 'fitgate_fetch_bytes_per_second',
    help: 'Bytes that arrive a second, over the last seconds',
    registers,
    collect() {
      this.set(read().bytesPerSecond)
    },
  })
  return registry
}
