/**
 * `/healthz` (the process lives) and `/readyz` (it can do its work; says what is missing when not).
 * @module
 */
import { Hono } from 'hono'

/** Words about the process: what it lacks to be ready, or what somebody should see to. */
export type Readiness = () => readonly string[]

/**
 * @param missing empty when ready
 * @param remarks what is wrong all the same, told to whoever asks. Default: nothing
 */
export function healthApp(missing: Readiness, remarks: Readiness = () => []): Hono {
  const app = new Hono()
  app.get('/healthz', (c) => c.text('ok\n'))
  app.get('/readyz', (c) => {
    const reasons = missing()
    const notes = remarks().map((remark) => `${remark}\n`)
    if (reasons.length === 0) return c.text(['ok\n', ...notes].join(''))
    return c.text([`not ready: ${reasons.join('; ')}\n`, ...notes].join(''), 503)
  })
  return app
}
