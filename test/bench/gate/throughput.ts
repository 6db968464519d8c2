/**
 * Full decisions over TLS on one core: annotated Deployments of 5 KB with 200 intents, and a snapshot that changes every second, against a bare
 * `node:https` server that gives the same bodies back, in turns. The bar: at least half of it.
 *
 *     node test/bench/gate/throughput.ts [SECONDS]      (default 6 a turn, three turns each)
 * @module
 */
import type { Buffer } from 'node:buffer'
import { surroundings } from '../../server/webhook-process.ts'
import { quantile } from '../clusters.ts'
import { postBytes } from './connection.ts'
import { closedLoop } from './load.ts'
import { deploymentReview } from './reviews.ts'
import { echoServer, pinGenerator, processorSeconds, type Served, webhooks } from './server-process.ts'
import { changingCluster } from './snapshots.ts'

const seconds = Number(process.argv[2] ?? 6)
const intents = 200

pinGenerator()
const around = await surroundings()
const next = await changingCluster(100)
around.publisher.publish(next())
const reviewsOf = (objects: number) =>
  Array.from({ length: objects }, (_, i) => postBytes('/mutate', deploymentReview(i, intents)))
const known = reviewsOf(intents)
/** More than a process remembers: every review is of an object that it has not seen, or has forgotten. */
const unknown = reviewsOf(3000)

async function turn(server: Served, requests: readonly Buffer[]) {
  const before = processorSeconds(server.pid)
  const loaded = await closedLoop({ target: server, requests, seconds, connections: 16 })
  if (loaded.failed > 0) throw new Error(`${loaded.failed} failed, such as: ${loaded.firstFailure}`)
  const used = processorSeconds(server.pid) - before
  return { perSecond: loaded.answered / loaded.seconds, microseconds: (used / loaded.answered) * 1e6 }
}

const servers = { echo: await echoServer(around), fitgate: await webhooks(around) }
const publishing = setInterval(() => around.publisher.publish(next()), 1000)
const turns = {
  'node:https echo': () => turn(servers.echo, known),
  'fitgate, the same 200 objects': () => turn(servers.fitgate, known),
  'fitgate, objects never seen': () => turn(servers.fitgate, unknown),
} as const
try {
  const seen = new Map<string, Awaited<ReturnType<typeof turn>>[]>()
  // the first of each is for the compiler, and does not count
  for (let i = 0; i < 4; i++)
    for (const [name, run] of Object.entries(turns)) {
      const result = await run()
      if (i > 0) seen.set(name, [...(seen.get(name) ?? []), result])
    }
  const median = (name: string, of: 'perSecond' | 'microseconds') =>
    quantile(
      (seen.get(name) ?? []).map((one) => one[of]),
      0.5,
    )
  const [echo = ''] = seen.keys()
  for (const name of seen.keys()) {
    const ratio = median(name, 'perSecond') / median(echo, 'perSecond')
    const ofCore = median(echo, 'microseconds') / median(name, 'microseconds')
    console.log(
      `${name.padEnd(30)} ${median(name, 'perSecond').toFixed(0).padStart(6)}/s ${ratio.toFixed(2)} of the echo   ${median(name, 'microseconds').toFixed(0).padStart(5)} µs of the core each, ${ofCore.toFixed(2)}`,
    )
  }
} finally {
  clearInterval(publishing)
  await Promise.all(Object.values(servers).map((server) => server.stop()))
  await around.close()
}
