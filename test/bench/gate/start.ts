/**
 * From the start of a process to its first answer, for every runtime that the webhooks run on, and the size of each bundle. The bar:
 * at most 0.5 s on Node over TLS.
 *
 *     node test/bench/gate/start.ts [STARTS]      (default 5 each, in turns; the median is printed)
 * @module
 */
import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { bundled } from '../../server/hosts/bundled.ts'
import { type HostProcess, onDeno, onNode, onWorkerd } from '../../server/hosts/host-process.ts'
import { startLambda } from '../../server/hosts/lambda-process.ts'
import { ask, requests } from '../../server/hosts/reviews.ts'
import { review, startWebhookProcess, surroundings } from '../../server/webhook-process.ts'
import { quantile } from '../clusters.ts'

const starts = Number(process.argv[2] ?? 5)
const asked = requests['a mutation']
if (!asked) throw new Error('there is nothing to ask')

const around = await surroundings()
const bundles = await bundled()
const snapshot = join(bundles.folder, 'snapshot.json')
writeFileSync(snapshot, around.publisher.body())
const capnp = join(bundles.folder, 'workerd.capnp')
copyFileSync(fileURLToPath(new URL('../../../manifests/serverless/workerd.capnp', import.meta.url)), capnp)
const secret = 'a-path-that-nobody-guesses-0123456789'
const env = { FITGATE_SNAPSHOT_FILE: snapshot }

/** Asks a host that was just started; it is gone afterwards. */
async function first(starting: Promise<HostProcess>, prefix = ''): Promise<void> {
  const host = await starting
  try {
    const { status } = await ask(`http://127.0.0.1:${host.port}${prefix}`, asked ?? { path: '/' })
    if (status !== 200) throw new Error(`answered ${status}:\n${host.log()}`)
  } finally {
    await host.stop()
  }
}

async function firstOverTls(command: readonly string[]): Promise<void> {
  const running = await startWebhookProcess(around, { command })
  try {
    const { status, body } = await review(around, running.port)
    if (status !== 200) throw new Error(`answered ${status}: ${body}`)
  } finally {
    running.child.kill('SIGKILL')
    await running.exited
  }
}

const deno = fileURLToPath(new URL('../../../node_modules/.bin/deno', import.meta.url))
const runtimes: Readonly<Record<string, () => Promise<void>>> = {
  'Node over TLS': () => firstOverTls([process.execPath]),
  'Deno over TLS': () => firstOverTls([deno, 'run', '-A', '--quiet']),
  'Node, plain HTTP, bundle': () => first(onNode(bundles.path('http'), env)),
  'Deno serve, bundle': () => first(onDeno(bundles.path('deno'), env)),
  'workerd, bundle': () => first(onWorkerd(capnp, { FITGATE_SECRET_PATH: secret }), `/${secret}`),
  'Lambda handler, bundle': async () => {
    const lambda = await startLambda(bundles, around, env)
    await lambda.functionUrl(asked, true)
    await lambda.stop()
  },
}

try {
  const times = new Map<string, number[]>(Object.keys(runtimes).map((name) => [name, []]))
  // In turns, so that a busy minute of the machine hits all of them.
  for (let i = 0; i < starts; i++)
    for (const [name, start] of Object.entries(runtimes)) {
      const began = performance.now()
      await start()
      times.get(name)?.push(performance.now() - began)
    }
  console.log('process start to first answer')
  for (const [name, values] of times)
    console.log(`  ${name.padEnd(26)} ${Math.round(quantile(values, 0.5))} ms`)
  console.log('bundles')
  for (const host of ['worker', 'lambda', 'deno', 'http'] as const) {
    const path = bundles.path(host)
    const kiB = (bytes: number) => `${Math.round(bytes / 1024)} KiB`
    const packed = gzipSync(readFileSync(path)).length
    console.log(`  ${host.padEnd(26)} ${kiB(statSync(path).size)}, ${kiB(packed)} gzipped`)
  }
} finally {
  await around.close()
  await bundles.remove()
}
