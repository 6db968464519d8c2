/**
 * Random operations under random faults, for as long as wanted, on whatever runtime runs this file:
 * `churn.ts KUBECONFIG SECONDS SEED`. Prints one line of JSON with what was done and what went wrong.
 * @module
 */
import process from 'node:process'
import fc from 'fast-check'
import { type ChurnSystem, startChurnSystem } from './churn-system.ts'
import { type Cluster, connectCluster } from './connect.ts'
import { storm, type Weather, weather } from './weather.ts'

export interface ChurnReport {
  readonly operations: number
  readonly storms: number
  readonly faults: number
  readonly quietPoints: number
  readonly reconciles: number
  readonly lists: number
  readonly wrongs: readonly string[]
  /** Heap after collection and open resources, once it was warm and at the end. */
  readonly warm: Held
  readonly end: Held
}

export interface Held {
  readonly heapMiB: number
  readonly resources: number
}

/** What the commands have done so far; nothing they may do depends on it. */
interface Done {
  operations: number
  storms: number
  quietPoints: number
}

interface Real {
  readonly cluster: Cluster
  readonly system: ChurnSystem
}

type Command = fc.AsyncCommand<Done, Real>

function command(what: string, run: (done: Done, real: Real) => Promise<void>): Command {
  return { check: () => true, run, toString: () => what }
}

const name = fc.nat({ max: 11 }).map((n) => `object-${n}`)

function operation(what: string, run: (real: Real, n: number) => Promise<void>): Command {
  return command(what, async (done, real) => {
    await run(real, ++done.operations)
  })
}

const commands = [
  ...[1, 2, 3].map(() =>
    name.map((each) => operation(`write ${each}`, ({ system }, n) => system.write(each, n))),
  ),
  name.map((each) => operation(`remove ${each}`, ({ system }) => system.remove(each))),
  name.map((each) => operation(`try to write ${each}`, ({ system }, n) => system.tryWrite(each, n))),
  weather.map((each: Weather) =>
    command(`storm ${JSON.stringify(each)}`, async (done, { cluster }) => {
      storm(cluster.proxy, each)
      done.storms++
    }),
  ),
  fc.constant(command('cut', async (_, { cluster }) => cluster.proxy.cut())),
  fc.constant(
    command('down and up', async (_, { cluster }) => {
      await cluster.proxy.down()
      await cluster.proxy.up()
    }),
  ),
  fc
    .integer({ min: 0, max: 60 })
    .map((ms) => command(`pause ${ms}`, () => new Promise((resolve) => setTimeout(resolve, ms)))),
]

function held(): Held {
  const { gc } = globalThis as { gc?: () => void }
  gc?.()
  const { heapUsed } = process.memoryUsage()
  return { heapMiB: heapUsed / 2 ** 20, resources: process.getActiveResourcesInfo().length }
}

async function churn(kubeconfig: string, seconds: number, seed: number): Promise<ChurnReport> {
  const cluster = await connectCluster(kubeconfig)
  const system = startChurnSystem(cluster)
  const done: Done = { operations: 0, storms: 0, quietPoints: 0 }
  const began = performance.now()
  const left = () => began + seconds * 1000 - performance.now()
  let warm: Held | undefined
  try {
    for (let round = 0; left() > 0; round++) {
      const [run] = fc.sample(fc.commands(commands, { maxCommands: 100, size: 'max' }), {
        seed: seed + round,
        numRuns: 1,
      })
      await fc.asyncModelRun(() => ({ model: done, real: { cluster, system } }), run ?? [])
      await system.quiet().catch((error) => {
        throw new Error(`round ${round}, after ${run}`, { cause: error })
      })
      done.quietPoints++
      if (system.wrongs.length > 0)
        throw new Error(`round ${round}, after ${run}: ${system.wrongs.join('\n')}`)
      if (left() < seconds * 800) warm ??= held()
    }
    const last = held()
    return {
      ...done,
      faults: cluster.proxy.faults,
      reconciles: system.reconciles,
      lists: system.lists,
      wrongs: system.wrongs,
      warm: warm ?? last,
      end: last,
    }
  } finally {
    await system.stop()
    await cluster.close()
  }
}

const [kubeconfig = '', seconds = '120', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2)
let code = 0
try {
  console.log(JSON.stringify(await churn(kubeconfig, Number(seconds), Number(seed))))
} catch (error) {
  console.error(`seed ${seed}`, error)
  code = 1
}
// Node 24 may wait for ever in its own clean-up for sockets that were reset; nothing of ours is left by now.
process.exit(code)
