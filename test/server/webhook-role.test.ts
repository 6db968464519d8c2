import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  review,
  type Surroundings,
  startWebhookProcess,
  surroundings,
  type WebhookProcess,
} from './webhook-process.ts'

let around: Surroundings
beforeAll(async () => {
  around = await surroundings()
})
afterAll(() => around.close())

let running: WebhookProcess | undefined
afterEach(() => {
  running?.child.kill('SIGKILL')
})

const ready = async (of: WebhookProcess) => (await fetch(`http://127.0.0.1:${of.httpPort}/readyz`)).status

describe('a webhook process', () => {
  it('answers reviews from the snapshot, and loads nothing that talks to an API server', async () => {
    running = await startWebhookProcess(around, { command: [process.execPath], listModules: true })
    const { port, modules, child, exited } = running
    await vi.waitFor(async () => expect(await ready(running as WebhookProcess)).toBe(200), 10_000)
    const { response } = JSON.parse((await review(around, port, '/validate')).body)
    const version = around.publisher.current()?.version
    expect(response).toMatchObject({ allowed: true, auditAnnotations: { snapshot: version } })
    expect(modules.some((url) => url.endsWith('/src/decide/decide.ts'))).toBe(true)
    expect(modules.filter((url) => /client-node|\/src\/(kube|controllers)\//.test(url))).toEqual([])
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
  }, 30_000)

  it('knows a new snapshot without being asked', async () => {
    running = await startWebhookProcess(around, { command: [process.execPath] })
    const { port } = running
    const snapshot = around.publisher.current()
    if (!snapshot) throw new Error('no snapshot')
    around.publisher.publish({ ...snapshot, version: 'newer' })
    await vi.waitFor(async () => {
      const { response } = JSON.parse((await review(around, port, '/validate')).body)
      expect(response.auditAnnotations.snapshot).toBe('newer')
    }, 10_000)
  }, 30_000)

  it('ends with words and status 1 when its port is taken', async () => {
    const port = Number(new URL(around.snapshotUrl).port)
    const starting = startWebhookProcess(around, { command: [process.execPath], port })
    await expect(starting).rejects.toThrow(/^exit 1: .*EADDRINUSE/)
  }, 30_000)

  it('is unready from the moment it is told to stop, and answers until it has drained', async () => {
    running = await startWebhookProcess(around, { command: [process.execPath], drainSeconds: 1 })
    await vi.waitFor(async () => expect(await ready(running as WebhookProcess)).toBe(200), 10_000)
    running.child.kill('SIGTERM')
    await vi.waitFor(async () => expect(await ready(running as WebhookProcess)).toBe(503))
    const answered = await review(around, running.port)
    expect(answered).toMatchObject({ status: 200, headers: { connection: 'close' } })
    expect(await running.exited).toBe(0)
  }, 30_000)
})
