/**
 * Stores of 5,000 nodes and 50,000 pods: from the start to synced as a ratio to one raw paged list of the same, and the
 * memory that is resident then, on Node and Deno; the lists in chunks and as streams.
 *
 *     node test/bench/store.ts [PODS] [ROUNDS]      (default 50000 and 3; the median of the rounds is printed)
 *
 * The objects are served by a process of its own in their real shape: making fifty thousand of them in a real API server
 * takes longer than everything that is measured here.
 * @module
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { quantile } from './clusters.ts'
import type { Followed } from './store/follower.ts'

const nodes = 5000
const pods = Number(process.argv[2] ?? 50_000)
const rounds = Number(process.argv[3] ?? 3)
/** The bar of resident memory, on Node. MiB */
const memoryBar = 250
const program = (name: string) => fileURLToPath(new URL(`store/${name}.ts`, import.meta.url))
const root = fileURLToPath(new URL('../../', import.meta.url))
const runtimes: Readonly<Record<string, readonly string[]>> = {
  node: [process.execPath],
  deno: [`${root}node_modules/.bin/deno`, 'run', '-A', '--quiet'],
}
const ways = ['raw', 'chunks', 'streams'] as const

async function measure(runtime: string, way: string, port: string): Promise<Followed> {
  const [command = '', ...args] = runtimes[runtime] ?? []
  const { stdout } = await promisify(execFile)(command, [...args, program('follower'), port, way], {
    cwd: root,
  })
  return JSON.parse(stdout)
}

const server = spawn(process.execPath, [program('list-server'), String(nodes), String(pods)], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
try {
  const [port] = (await once(createInterface({ input: server.stdout }), 'line')) as [string]
  console.log(`${nodes} nodes and ${pods} pods      synced   to a raw list   resident       peak`)
  for (const runtime of Object.keys(runtimes)) {
    // In turns, so that a busy moment of the machine hits all of them.
    const runs = new Map<string, Followed[]>(ways.map((way) => [way, []]))
    for (let round = 0; round < rounds; round++) {
      for (const way of ways) runs.get(way)?.push(await measure(runtime, way, port))
    }
    const median = (way: string, figure: (run: Followed) => number) =>
      quantile((runs.get(way) ?? []).map(figure), 0.5)
    const raw = median('raw', (run) => run.seconds)
    for (const way of ways) {
      const seconds = median(way, (run) => run.seconds)
      const resident = median(way, (run) => run.residentMiB)
      const peak = median(way, (run) => run.peakMiB)
      if (runtime === 'node' && way !== 'raw' && resident > memoryBar) process.exitCode = 1
      console.log(
        `  ${runtime} ${way.padEnd(8)} ${seconds.toFixed(2).padStart(17)} s ${(seconds / raw).toFixed(2).padStart(12)} ${Math.round(resident).toString().padStart(10)} MiB ${Math.round(peak).toString().padStart(6)} MiB`,
      )
    }
  }
} finally {
  server.kill('SIGKILL')
  await once(server, 'exit')
}
