/**
 * `/healthz` (the process lives) and `/readyz` (it can do its work; says what is missing when not).
 * @module
 */
import { Hono } from 'hono'

/** What is missing, in words; empty when ready. */
export type Readiness = () => readonly string[]

export function healthApp(missing: Readiness): Hono {
  const app = new Hono()
  app.get('/healthz', (c) => c.text('ok\n'))
  app.get('/readyz', (c) => {
    const reasons = missing()
    return reasons.length === 0 ? c.text('ok\n') : c.text(`not ready: ${reasons.join('; ')}\n`, 503)
  })
  return app
}
