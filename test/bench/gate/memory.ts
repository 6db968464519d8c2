/**
 * Resident memory of a webhook process while a million reviews pass, with the snapshot of a cluster of 5,000 nodes that changes every
 * second. The bar: at most 150 MiB, and flat.
 *
 *     node test/bench/gate/memory.ts [REVIEWS]      (default a million; some minutes)
 * @module
 */
import { surroundings } from '../../server/webhook-process.ts'
import { postBytes } from './connection.ts'
import { closedLoop } from './load.ts'
import { deploymentReview } from './reviews.ts'
import { pinGenerator, residentMiB, webhooks } from './server-process.ts'
import { changingCluster } from './snapshots.ts'

const wanted = Number(process.argv[2] ?? 1_000_000)

pinGenerator()
const around = await surroundings()
const next = await changingCluster(5000)
around.publisher.publish(next())
const publishing = setInterval(() => around.publisher.publish(next()), 1000)
const requests = Array.from({ length: 1000 }, (_, i) => postBytes('/mutate', deploymentReview(i, 200)))
const server = await webhooks(around)
try {
  const kiB = Math.round(around.publisher.body().length / 1024)
  console.log(`snapshot ${kiB} KiB; at the start ${residentMiB(server.pid).toFixed(0)} MiB`)
  let passed = 0
  const seen: number[] = []
  while (passed < wanted) {
    const loaded = await closedLoop({ target: server, requests, seconds: 10, connections: 16 })
    if (loaded.failed > 0) throw new Error(`${loaded.failed} failed, such as: ${loaded.firstFailure}`)
    passed += loaded.answered
    seen.push(residentMiB(server.pid))
    console.log(`${String(passed).padStart(8)} reviews   ${seen.at(-1)?.toFixed(0)} MiB`)
  }
  const half = Math.floor(seen.length / 2)
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const growth = mean(seen.slice(half)) / mean(seen.slice(0, half))
  console.log(
    `most ${Math.max(...seen).toFixed(0)} MiB; second half ${growth.toFixed(2)} of the first in the mean`,
  )
} finally {
  clearInterval(publishing)
  await server.stop()
  await around.close()
}
