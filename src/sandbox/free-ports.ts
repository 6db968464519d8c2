/**
 * Ports of 127.0.0.1 that nobody uses.
 * @module
 */
import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Below the range that systems take outgoing ports from, which could be taken again between the check and the use. */
const range = { from: 20_000, below: 32_000 }

/** One free port for each name, all different. */
export async function freePorts<Name extends string>(names: readonly Name[]): Promise<Record<Name, number>> {
  const found = new Set<number>()
  while (found.size < names.length) {
    const port = randomInt(range.from, range.below)
    if (!found.has(port) && (await isFree(port))) found.add(port)
  }
  const ports = [...found]
  return Object.fromEntries(names.map((name, index) => [name, ports[index]])) as Record<Name, number>
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
