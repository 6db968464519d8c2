/**
 * Full decisions over TLS on one core: reviews of 5 KB with 200 intents, and a snapshot that changes every second, against a bare
 * `node:https` server that gives the same bodies back, in turns. The bar: at least half of it.
 *
 *     node test/bench/gate/throughput.ts [SECONDS]      (default 6 a turn, three turns each)
 * @module
 */
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
const requests = Array.from({ length: 1000 }, (_, i) => postBytes('/mutate', deploymentReview(i, intents)))

async function turn(server: Served) {
  const before = processorSeconds(server.pid)
  const loaded = await closedLoop({ target: server, requests, seconds, connections: 16 })
  if (loaded.failed > 0) throw new Error(`${loaded.failed} failed, such as: ${loaded.firstFailure}`)
  const used = processorSeconds(server.pid) - before
  return { perSecond: loaded.answered / loaded.seconds, microseconds: (used / loaded.answered) * 1e6 }
}

const servers = { echo: await echoServer(around), fitgate: await webhooks(around) }
const publishing = setInterval(() => around.publisher.publish(next()), 1000)
try {
  const turns: Record<keyof typeof servers, Awaited<ReturnType<typeof turn>>[]> = { echo: [], fitgate: [] }
  // compiled and warm before anything counts
  for (const server of Object.values(servers)) await turn(server)
  for (let i = 0; i < 3; i++)
    for (const name of ['echo', 'fitgate'] as const) turns[name].push(await turn(servers[name]))
  const median = (name: keyof typeof servers, of: 'perSecond' | 'microseconds') =>
    quantile(
      turns[name].map((one) => one[of]),
      0.5,
    )
  for (const name of ['echo', 'fitgate'] as const)
    console.log(
      `${name.padEnd(8)} ${median(name, 'perSecond').toFixed(0).padStart(6)} answers/s   ${median(name, 'microseconds').toFixed(0).padStart(4)} µs of its core each`,
    )
  const ratio = median('fitgate', 'perSecond') / median('echo', 'perSecond')
  const ofCore = median('echo', 'microseconds') / median('fitgate', 'microseconds')
  console.log(`ratio ${ratio.toFixed(2)} of answers/s, ${ofCore.toFixed(2)} by processor time`)
} finally {
  clearInterval(publishing)
  await Promise.all(Object.values(servers).map((server) => server.stop()))
  await around.close()
}
