/**
 * Requests that fail while 500 reviews a second pass two replicas and one after the other is stopped and replaced, as a rolling restart
 * does, and then while the certificates of both are signed anew by another authority. The bar: none.
 *
 *     node test/bench/gate/restart.ts [ROUNDS]      (default 3)
 * @module
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createAuthority } from '../../../src/server/certificates/authority.ts'
import { startWebhookProcess, surroundings, type WebhookProcess } from '../../server/webhook-process.ts'
import { postBytes } from './connection.ts'
import { type Loaded, openLoop } from './load.ts'
import { deploymentReview } from './reviews.ts'
import { changingCluster } from './snapshots.ts'

const rounds = Number(process.argv[2] ?? 3)
const rate = 500
const drainSeconds = 2

const around = await surroundings()
const next = await changingCluster(100)
around.publisher.publish(next())
const requests = Array.from({ length: 200 }, (_, i) => postBytes('/mutate', deploymentReview(i, 200)))
const start = () => startWebhookProcess(around, { command: [process.execPath], drainSeconds })

/** Two replicas; whoever asks is sent to the ready ones in turns, as a Service does. */
const replicas: WebhookProcess[] = [await start(), await start()]
let turns = 0
const target = {
  ca: around.material.bundle,
  get port() {
    turns++
    return replicas[turns % replicas.length]?.port ?? 0
  },
}

async function under(what: string, seconds: number, change: () => Promise<void>): Promise<Loaded> {
  const load = openLoop({ target, requests, rate, seconds, connections: 25 })
  await change()
  const loaded = await load
  console.log(`${what.padEnd(36)} ${loaded.answered} answered, ${loaded.failed} failed`)
  if (loaded.failed > 0) {
    console.log(`  such as: ${loaded.firstFailure}`)
    process.exitCode = 1
  }
  return loaded
}

/** The new one is up first; then the old one leaves the Service, drains, and ends. */
async function replaceEach(): Promise<void> {
  for (let i = 0; i < 2; i++) {
    const fresh = await start()
    const old = replicas.shift()
    replicas.push(fresh)
    old?.child.kill('SIGTERM')
    await old?.exited
  }
}

/** As the controller does it: first everybody trusts both, then the new one signs. */
async function rotate(): Promise<void> {
  const next = await createAuthority(new Date())
  const pause = () => new Promise((resolve) => setTimeout(resolve, 4000))
  const write = (name: string, text: string) => writeFile(join(around.folder, name), text)
  target.ca = `${around.material.bundle}\n${next.certificate}`
  await write('ca.crt', target.ca)
  await pause()
  await Promise.all([
    write('ca.key', next.key),
    write('ca.crt', `${next.certificate}\n${around.material.bundle}`),
  ])
  await pause()
}

try {
  for (let round = 1; round <= rounds; round++)
    await under(`rolling restart ${round} of two replicas`, 15, replaceEach)
  await under('rotation of the authority', 12, rotate)
} finally {
  for (const { child, exited } of replicas) {
    child.kill('SIGKILL')
    await exited
  }
  await around.close()
}
