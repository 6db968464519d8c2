import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { gateOf, type SheddingOptions, shedding } from '../../src/server/shedding.ts'

/** An app whose requests stay in flight until they are let go. */
function holding(options: SheddingOptions) {
  const held: (() => void)[] = []
  const shed: string[] = []
  const app = new Hono()
    .use(shedding(gateOf({ ...options, onShed: (path) => shed.push(path) })))
    .post('/mutate', async (c) => {
      await new Promise<void>((resolve) => held.push(resolve))
      return c.text('answered')
    })
  const send = (length?: number) =>
    app.request('/mutate', {
      method: 'POST',
      headers: length === undefined ? {} : { 'content-length': String(length) },
    })
  const release = () => {
    for (const go of held.splice(0)) go()
  }
  return { send, release, shed }
}

describe('reviews above what can be in flight', () => {
  it('are told at once to come back, and those that are in flight are answered', async () => {
    const { send, release, shed } = holding({ requests: 2 })
    const inFlight = [send(10), send(10)]
    const turnedAway = await send(10)
    expect(turnedAway.status).toBe(429)
    expect(turnedAway.headers.get('retry-after')).toBe('1')
    expect(shed).toEqual(['/mutate'])
    release()
    expect((await Promise.all(inFlight)).map(({ status }) => status)).toEqual([200, 200])
    const later = send(10)
    release()
    expect((await later).status).toBe(200)
  })

  it('are counted by what they hold, too, where one that does not say may hold the most', async () => {
    const { send, release } = holding({ bytes: 10 * 2 ** 20 })
    const first = send(4 * 2 ** 20)
    expect((await send()).status).toBe(429)
    const second = send(4 * 2 ** 20)
    expect((await send(4 * 2 ** 20)).status).toBe(429)
    release()
    expect((await Promise.all([first, second])).map(({ status }) => status)).toEqual([200, 200])
  })

  it('are let in one at a time, however large', async () => {
    const { send, release } = holding({ bytes: 1 })
    const only = send(7 * 2 ** 20)
    release()
    expect((await only).status).toBe(200)
  })
})
