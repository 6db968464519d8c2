/**
 * `GET /snapshot`: the controller's side. ETag is the version, a 304 is the heartbeat, `?wait=SECONDS` holds the answer until there is
 * news, so a new recipe is known to every webhook within a round trip.
 * @module
 */
import { Hono } from 'hono'
import type { Publisher } from './publisher.ts'
import { isReader, sign, signatureHeader } from './signature.ts'

/** Longest hold: well below every idle timeout on the way. Seconds */
const maxWaitSeconds = 25

export interface SnapshotServerOptions {
  readonly publisher: Publisher
  /** The snapshot's key; `undefined` while it is not known yet. */
  readonly key: () => string | undefined
}

export function snapshotApp({ publisher, key }: SnapshotServerOptions): Hono {
  const app = new Hono()
  app.get('/snapshot', async (c) => {
    const secret = key()
    if (secret === undefined || !isReader(secret, c.req.header('authorization'))) {
      return c.text('the bearer token of a snapshot reader is wanted\n', 401)
    }
    const known = /^"(.+)"$/.exec(c.req.header('if-none-match') ?? '')?.[1]
    if (known !== undefined) await publisher.changedFrom(known, waitMs(c.req.query('wait')))
    const snapshot = publisher.current()
    if (!snapshot) return c.text('no snapshot yet\n', 503, { 'retry-after': '1' })
    const headers = { etag: `"${snapshot.version}"`, 'cache-control': 'no-store' }
    if (snapshot.version === known) return c.body(null, 304, headers)
    const body = publisher.body()
    return c.body(body, 200, {
      ...headers,
      'content-type': 'application/json',
      [signatureHeader]: sign(secret, body),
    })
  })
  return app
}

function waitMs(seconds: string | undefined): number {
  const wanted = Number(seconds ?? 0)
  return Number.isFinite(wanted) ? Math.min(Math.max(wanted, 0), maxWaitSeconds) * 1000 : 0
}
