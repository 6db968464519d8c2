/**
 * Passes connections on: from a port of the machine to a socket file, and from there to a port inside the namespaces. Files are the one
 * thing that both sides share.
 * @module
 */
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { connect, createServer, type NetConnectOpts, type Server } from 'node:net'

/** A port of 127.0.0.1, or a path. */
export type End = { readonly port: number } | { readonly path: string }

/** Resolves when it listens. */
export async function forward(from: End, to: End): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ ...address(to), allowHalfOpen: true } as NetConnectOpts)
    near.pipe(far)
    far.pipe(near)
    // either side may go at any time; the other is told
    near.on('error', () => far.destroy())
    far.on('error', () => near.destroy())
  })
  if ('path' in from) rmSync(from.path, { force: true })
  server.listen(address(from))
  await once(server, 'listening')
  return server
}

function address(end: End) {
  return 'port' in end ? { port: end.port, host: '127.0.0.1' } : end
}
