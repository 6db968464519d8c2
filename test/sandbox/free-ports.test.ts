import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { freePorts } from '../../src/sandbox/free-ports.ts'

it('every name gets a port of its own that can be listened on', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `port${index}`)
  const ports = Object.values(await freePorts(names))
  expect(new Set(ports).size).toBe(20)
  const servers = ports.map((port) => createServer().listen(port, '127.0.0.1'))
  await Promise.all(
    servers.map(
      (server) => new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject)),
    ),
  )
  for (const server of servers) server.close()
})
