/**
 * Reviews that come at a fixed rate, whether or not earlier ones were answered, on one core. The bar: the 99th percentile of a
 * thousand a second is at most 3 ms, and none fails. A bare `node:https` echo is asked at the same rate in the same minute.
 *
 *     node test/bench/gate/latency.ts [RATE] [SECONDS]      (default 1000 a second for 20 s)
 * @module
 */
import { surroundings } from '../../server/webhook-process.ts'
import { quantile } from '../clusters.ts'
import { postBytes } from './connection.ts'
import { openLoop } from './load.ts'
import { deploymentReview } from './reviews.ts'
import { echoServer, pinGenerator, webhooks } from './server-process.ts'
import { changingCluster } from './snapshots.ts'

const rate = Number(process.argv[2] ?? 1000)
const seconds = Number(process.argv[3] ?? 20)

pinGenerator()
const around = await surroundings()
const next = await changingCluster(100)
around.publisher.publish(next())
const requests = Array.from({ length: 200 }, (_, i) => postBytes('/mutate', deploymentReview(i, 200)))
// made beforehand: what this process does meanwhile would be taken for the server's time
const moments = Array.from({ length: 60 }, next)
let moment = 0
const publishing = setInterval(() => {
  const snapshot = moments[moment++ % moments.length]
  if (snapshot) around.publisher.publish(snapshot)
}, 1000)
const servers = { echo: await echoServer(around), fitgate: await webhooks(around) }
try {
  const p99: Record<string, number> = {}
  for (const [name, target] of Object.entries(servers)) {
    const options = { target, requests, rate, connections: 25 }
    await openLoop({ ...options, seconds: 3 })
    const { answered, failed, firstFailure, latenciesMs } = await openLoop({ ...options, seconds })
    const at = (share: number) => quantile([...latenciesMs], share).toFixed(2)
    p99[name] = quantile([...latenciesMs], 0.99)
    console.log(
      `${name.padEnd(8)} ${answered} answers, ${failed} failed   median ${at(0.5)} ms   99 % ${at(0.99)} ms   99.9 % ${at(0.999)} ms`,
    )
    if (failed > 0) {
      console.log(`         such as: ${firstFailure}`)
      process.exitCode = 1
    }
  }
  console.log(
    `ratio ${((p99.fitgate ?? Number.NaN) / (p99.echo ?? Number.NaN)).toFixed(2)} of the echo's 99 %`,
  )
} finally {
  clearInterval(publishing)
  await Promise.all(Object.values(servers).map((server) => server.stop()))
  await around.close()
}
