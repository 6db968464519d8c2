/**
 * Plain HTTP on `$PORT` behind something that ends TLS, as Knative and most container platforms want it, with `/metrics`.
 * @module
 */
import process from 'node:process'
import { Hono } from 'hono'
import { serve } from '../host.ts'
import { createLog } from '../log.ts'
import { createRegistry, metricsApp } from '../metrics/process.ts'
import { instrumentedWebhooks } from '../webhook-server.ts'
import { hostedApp } from './app.ts'
import { keeperOf } from './function-host.ts'
import { portOf } from './port.ts'
import { readFileText } from './read-file.ts'
import { readSettings } from './settings.ts'

/** ms to go on answering after SIGTERM: gateways hear of it later than we do. */
const drain = 5000

const log = createLog('info', { role: 'webhook' })
const registry = createRegistry()
const settings = readSettings(process.env)
const port = portOf(process.env.PORT)
const keeper = keeperOf(settings, readFileText)
const { app: reviews } = instrumentedWebhooks(keeper.holder, registry, log)
const webhooks = new Hono().route('/', metricsApp(registry)).notFound((c) => reviews.fetch(c.req.raw))
let draining = false
const app = hostedApp({ ...settings, webhooks, keeper, isDraining: () => draining })
await keeper.look()
const timer = setInterval(() => void keeper.look(), settings.refreshSeconds * 1000)
const host = await serve({ host: '0.0.0.0', port, fetch: app.fetch })
log.info({ port: host.port }, 'webhooks: listening')
process.once('SIGTERM', async () => {
  draining = true
  await host.close(drain)
  clearInterval(timer)
})
