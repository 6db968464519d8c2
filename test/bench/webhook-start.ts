/**
 * From the start of a webhook process to its first HTTPS answer, and the memory it then holds, on Node and Deno.
 *
 *     node test/bench/webhook-start.ts [STARTS]      (default 5 a runtime, the median is printed)
 * @module
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { review, type Surroundings, startWebhookProcess, surroundings } from '../server/webhook-process.ts'

const root = resolve(fileURLToPath(import.meta.url), '../../..')
const deno = resolve(root, 'node_modules/.bin/deno')
const runtimes: Readonly<Record<string, readonly string[]>> = {
  node: [process.execPath],
  deno: [deno, 'run', '-A', '--quiet'],
}
const starts = Number(process.argv[2] ?? 5)

/** Resident memory, MiB; the kernel's figure, so that both runtimes are measured alike. */
function residentMiB(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(line?.[1] ?? Number.NaN) / 1024
}

async function once(around: Surroundings, command: readonly string[]) {
  const began = performance.now()
  const running = await startWebhookProcess(around, { command })
  try {
    const answered = await review(around, running.port)
    const answerMs = performance.now() - began
    if (answered.status !== 200) throw new Error(`answered ${answered.status}: ${answered.body}`)
    return { answerMs, memoryMiB: residentMiB(running.child.pid ?? 0) }
  } finally {
    running.child.kill('SIGKILL')
    await running.exited
  }
}

/** Modules of the role that talk to an API server: there must be none. */
async function foreignModules(around: Surroundings, runtime: string): Promise<number> {
  const foreign = /client-node|\/src\/(kube|controllers)\//
  if (runtime === 'deno') {
    const entry = resolve(root, 'src/server/webhook-role.ts')
    const graph = execFileSync(deno, ['info', '--json', entry], { encoding: 'utf8', cwd: root })
    const { modules } = JSON.parse(graph) as { modules: { specifier: string; kind?: string }[] }
    return modules.filter(({ specifier }) => foreign.test(specifier)).length
  }
  const running = await startWebhookProcess(around, { command: [process.execPath], listModules: true })
  running.child.kill('SIGKILL')
  await running.exited
  return running.modules.filter((url) => foreign.test(url)).length
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const around = await surroundings()
try {
  // Interleaved, so that a busy minute of the machine hits both.
  const runs: Record<string, Awaited<ReturnType<typeof once>>[]> = { node: [], deno: [] }
  for (let i = 0; i < starts; i++) {
    for (const [runtime, command] of Object.entries(runtimes)) {
      runs[runtime]?.push(await once(around, command))
    }
  }
  process.stdout.write('webhook process          first answer   memory    modules of the Kubernetes client\n')
  for (const [runtime, results] of Object.entries(runs)) {
    const answer = `${Math.round(median(results.map(({ answerMs }) => answerMs)))} ms`
    const memory = `${Math.round(median(results.map(({ memoryMiB }) => memoryMiB)))} MiB`
    const foreign = await foreignModules(around, runtime)
    if (foreign > 0) process.exitCode = 1
    process.stdout.write(
      `  ${runtime.padEnd(22)} ${answer.padStart(10)} ${memory.padStart(10)}    ${foreign}\n`,
    )
  }
} finally {
  await around.close()
}
