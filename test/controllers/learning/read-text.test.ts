import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { readText } from '../../../src/controllers/learning/read-text.ts'

const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`
}

const never = new AbortController().signal

describe('a short read', () => {
  it('gives the text', async () => {
    const url = await serving((_, response) => response.end('tokens 1\n'))
    expect(await readText(url, never)).toBe('tokens 1\n')
  })

  it.each<[string, RequestListener]>([
    ['a failure', (_, response) => response.writeHead(500).end('no')],
    ['another address', (_, response) => response.writeHead(302, { location: '/elsewhere' }).end()],
    ['more than metrics are', (_, response) => response.end('x'.repeat(3 << 20))],
    ['nothing for ever', () => {}],
  ])('fails on %s', async (_what, listener) => {
    await expect(readText(await serving(listener), never)).rejects.toThrow()
  })

  it('ends with the term', async () => {
    const term = new AbortController()
    const reading = readText(await serving(() => term.abort()), term.signal)
    await expect(reading).rejects.toThrow()
  })
})
