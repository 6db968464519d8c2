import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, expect, it } from 'vitest'
import { forward } from '../../../src/sandbox/real-node/forward.ts'

const open: Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

/** Answers what it was sent, in capitals, once the sender is done. */
async function shouter(): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, async (socket) => {
    socket.end((await text(socket)).toUpperCase())
  })
  open.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

it('bytes go through a file and back, also after one side has said all it has to say', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fitgate-forward-'))
  try {
    const path = join(folder, 'socket')
    open.push(await forward({ path }, { port: await shouter() }))
    const entrance = await forward({ port: 0 }, { path })
    open.push(entrance)
    const socket = connect((entrance.address() as AddressInfo).port, '127.0.0.1')
    socket.end('hello'.repeat(10_000))
    expect(await text(socket)).toBe('HELLO'.repeat(10_000))
  } finally {
    await rm(folder, { recursive: true })
  }
})

it('a caller is hung up on when there is nobody at the other end', async () => {
  const entrance = await forward({ port: 0 }, { path: '/nonexistent/socket' })
  open.push(entrance)
  const socket = connect((entrance.address() as AddressInfo).port, '127.0.0.1')
  const closed = new Promise((resolve) => socket.once('close', resolve))
  // how it is told is the system's choice
  socket.on('error', () => {})
  socket.write('hello')
  await closed
})
