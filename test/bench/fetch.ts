/**
 * `fitgate fetch` of 20 files, 4 GiB in all, from a local server, beside `curl` of the same files in sequence, which verifies nothing:
 * wall time as a ratio, the processor time of both, and the most memory that was resident. Rounds alternate, the middle one counts.
 *
 * `node test/bench/fetch.ts [--rounds 3] [--files 20] [--gib 4]`; with `--kills 200` instead: fetches that are killed at random moments
 * and go on, every file compared and every byte that was served counted.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { killedFetches } from '../fetch/killed.ts'

const program = fileURLToPath(new URL('../../src/cli/bin.js', import.meta.url))
const server = fileURLToPath(new URL('./fetch/file-server.mjs', import.meta.url))

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    files: { type: 'string', default: '20' },
    gib: { type: 'string', default: '4' },
    kills: { type: 'string' },
  },
})

interface Run {
  readonly seconds: number
  /** Of the processor, all threads together, in the process and in the kernel for it. */
  readonly cpuSeconds: number
  readonly peakMiB: number
}

/** Runs to the end, and looks at its high-water mark while it lives. */
async function run(command: string, args: readonly string[]): Promise<Run> {
  const started = performance.now()
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  let peakMiB = 0
  let cpuSeconds = 0
  const looking = setInterval(() => {
    peakMiB = Math.max(peakMiB, highWaterMiB(child))
    cpuSeconds = Math.max(cpuSeconds, processorSeconds(child))
  }, 50)
  const [code] = await once(child, 'exit')
  clearInterval(looking)
  if (code !== 0) throw new Error(`${command} ended with ${code}`)
  return { seconds: (performance.now() - started) / 1000, cpuSeconds, peakMiB }
}

/** Linux counts in hundredths of a second. */
function processorSeconds({ pid }: ChildProcess): number {
  try {
    const [, user = '0', system = '0'] =
      /\) (?:\S+ ){11}(\d+) (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return (Number(user) + Number(system)) / 100
  } catch {
    return 0
  }
}

function highWaterMiB({ pid }: ChildProcess): number {
  try {
    const [, kib = '0'] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kib) / 1024
  } catch {
    return 0
  }
}

const told = ({ seconds, cpuSeconds }: Run) =>
  `${seconds.toFixed(1)} s (processor ${cpuSeconds.toFixed(1)} s)`

const middle = (numbers: readonly number[]) =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN

async function beside(rounds: number, files: number, gib: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fitgate-bench-fetch-'))
  const serving = spawn(process.execPath, [
    server,
    String(files),
    String(Math.floor((gib * 2 ** 30) / files)),
  ])
  try {
    const [port] = await once(serving.stdout, 'data')
    const url = `http://127.0.0.1:${String(port).trim()}`
    const curl: Run[] = []
    const fitgate: Run[] = []
    for (let round = 0; round < rounds; round++) {
      const out = join(folder, 'curl')
      await mkdir(out)
      const names = Array.from({ length: files }, (_, file) => `model-${file}.safetensors`)
      curl.push(
        await run('curl', ['-sS', ...names.flatMap((name) => ['-o', join(out, name), `${url}/${name}`])]),
      )
      await rm(out, { recursive: true })
      const root = join(folder, 'root')
      const args = [
        'fetch',
        `${url}/SHA256SUMS`,
        '--as',
        'bench/model',
        '--plain-http',
        '--root',
        root,
        '--progress',
        'none',
      ]
      fitgate.push(await run(process.execPath, [program, ...args]))
      await rm(root, { recursive: true })
      const [c, f] = [curl.at(-1), fitgate.at(-1)]
      if (c && f)
        console.log(`round ${round + 1}: curl ${told(c)}, fitgate ${told(f)}, ${f.peakMiB.toFixed(0)} MiB`)
    }
    const ratio = (of: (run: Run) => number) => (middle(fitgate.map(of)) / middle(curl.map(of))).toFixed(2)
    console.log(`wall time against curl ${ratio(({ seconds }) => seconds)} (bar 1.20)`)
    console.log(`processor time against curl ${ratio(({ cpuSeconds }) => cpuSeconds)}`)
    console.log(
      `peak resident ${Math.max(...fitgate.map(({ peakMiB }) => peakMiB)).toFixed(0)} MiB (bar 200)`,
    )
  } finally {
    serving.kill()
    await rm(folder, { recursive: true, force: true })
  }
}

if (values.kills === undefined) await beside(Number(values.rounds), Number(values.files), Number(values.gib))
else {
  const { kills, extraBytes, allowedBytes } = await killedFetches(Number(values.kills))
  console.log(`${kills} kills: every file identical`)
  console.log(
    `fetched twice ${(extraBytes / 2 ** 20).toFixed(1)} MiB (bar: one range each, ${(allowedBytes / 2 ** 20).toFixed(0)} MiB)`,
  )
}
