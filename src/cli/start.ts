/**
 * `fitgate start`: the sandbox, fitgate installed in it, and its main job on real input, told as it happens.
 * @module
 */
import { relative } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { stringify } from 'yaml'
import { installFitgate } from '../sandbox/fitgate.ts'
import { progressPrinter } from '../sandbox/progress.ts'
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts'
import { type Command, type Io, UsageError } from './command.ts'
import { readDocuments } from './documents.ts'
import { kubectl } from './kubectl.ts'
import { paintFor } from './paint.ts'
import { command as plan } from './plan.ts'

const help = `fitgate start [--once] [--runtime node|deno] [--state-dir DIR]

Brings up a real control plane with simulated AMD nodes, installs fitgate from its manifests, applies samples and tells
what happens. Then it stays up until Ctrl-C. The first run compiles the control plane, which takes some minutes.

  --once              stop everything and exit instead; status 0 only if all of it happened
  --runtime RUNTIME   what runs fitgate's webhooks and controller: node (default) or deno
  --state-dir DIR     where the sandbox keeps its state (default .fitgate/sandbox)
`

const root = fileURLToPath(new URL('../../', import.meta.url))
const sample = (name: string) => relative(process.cwd(), `${root}manifests/samples/${name}`) || name

/** Whole devices and partitions are resources of their own. */
const nodeColumns =
  'custom-columns=NODE:.metadata.name,AMD.COM/GPU:.status.allocatable.amd\\.com/gpu,AMD.COM/CPX_NPS4:.status.allocatable.amd\\.com/cpx_nps4'

/** How long the endpoint may take to become Ready, seconds; simulated pods take a few. */
const readyWithinSeconds = 60

export const command: Command = {
  name: 'start',
  summary: 'bring up the sandbox and watch fitgate do its main job',
  help,
  async run(args, io) {
    const { values } = parseArgs({
      args,
      options: {
        once: { type: 'boolean', default: false },
        runtime: { type: 'string', default: 'node' },
        'state-dir': { type: 'string' },
      },
    })
    const runtime = values.runtime
    if (runtime !== 'node' && runtime !== 'deno')
      throw new UsageError(`unknown runtime "${runtime}" (allowed: node, deno)`)
    const stopping = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => stopping.abort(new Error('interrupted')))
    const tell = narrator(io)

    tell.chapter('The answers first: they need no cluster')
    for (const name of ['qwen.yaml', 'llama-405b.yaml']) {
      tell.command(`fitgate plan -f ${sample(name)}`)
      await plan.run(['-f', sample(name)], tell.indented)
    }

    tell.chapter('A real control plane with simulated AMD nodes')
    const started = performance.now()
    const progress = progressPrinter(io.stdout)
    const stateDir = values['state-dir']
    let sandbox: Sandbox | undefined
    try {
      sandbox = await startSandbox({
        ...(stateDir && { stateDir }),
        signal: stopping.signal,
        progress: progress.report,
        onStage: (stage) => {
          progress.finish()
          tell.line(stage)
        },
      })
      progress.finish()
      tell.line(`${sandbox.nodes} nodes Ready after ${seconds(started)}`)
      await tell.kubectl(sandbox, ['get', 'nodes', '-o', nodeColumns])

      tell.chapter('fitgate, installed from its manifests')
      await installFitgate(sandbox, { runtime, log: (line) => tell.line(line) })
      await tell.expect(sandbox, ['apply', '-k', relative(process.cwd(), `${root}manifests/recipes`)], 0)

      await tell.expect(sandbox, ['wait', '--for=condition=Valid', '--all', 'aimrecipes', '--timeout=30s'], 0)

      tell.chapter('An endpoint that fits')
      await tell.expect(sandbox, ['apply', '-f', sample('qwen.yaml')], 0)
      await followToReady(sandbox, tell, 'qwen-endpoint')
      await tell.expect(sandbox, ['get', 'aimep'], 0)
      await tell.expect(sandbox, ['get', 'pods', '-o', 'wide', '--no-headers'], 0)
      tell.line(`kubectl apply to Ready: ${seconds(started)} after the sandbox began to start`)

      tell.chapter('An endpoint that cannot fit')
      const refused = await tell.expect(sandbox, ['apply', '-f', sample('llama-405b.yaml')], 1)
      if (!refused.includes('Nearest that fit')) throw new Error('the refusal came without what would fit')
      await followAdvice(sandbox, tell, sample('llama-405b.yaml'), refused)

      if (values.once) {
        tell.chapter('All of that happened; stopping')
        return 0
      }
      tell.chapter('It stays up')
      tell.line('Try your own in another terminal:')
      tell.line(`  export KUBECONFIG=${sandbox.kubeconfig} PATH=${sandbox.binDir}:$PATH`)
      tell.line(`  kubectl apply -f ${sample('full.yaml')}; kubectl get aimep,pods; kubectl describe aimep`)
      tell.line('Ctrl-C stops everything and removes its state.')
      await new Promise((resolve) => {
        if (stopping.signal.aborted) resolve(undefined)
        stopping.signal.addEventListener('abort', resolve)
        // nothing else may be holding the process open
        const hold = setInterval(() => {}, 60_000)
        stopping.signal.addEventListener('abort', () => clearInterval(hold))
      })
      tell.line('stopping')
      return 0
    } finally {
      progress.finish()
      await sandbox?.stop()
    }
  },
}

interface Narrator {
  readonly indented: Io
  chapter(title: string): void
  line(text: string): void
  command(text: string): void
  /** Shows a kubectl command with its output. */
  kubectl(sandbox: Sandbox, args: readonly string[], input?: string): Promise<{ code: number; text: string }>
  /** The same, and throws when it ends otherwise than expected. */
  expect(sandbox: Sandbox, args: readonly string[], code: number, input?: string): Promise<string>
}

function narrator(io: Io): Narrator {
  const paint = paintFor(io)
  let chapters = 0
  const line = (text: string) => io.stdout.write(text === '' ? '\n' : `   ${text}\n`)
  const command = (text: string) => line(paint.dim(`$ ${text}`))
  const lines = (text: string) => {
    for (const one of text.trimEnd().split('\n')) line(one)
  }
  const show = async (sandbox: Sandbox, args: readonly string[], input?: string) => {
    command(`kubectl ${args.join(' ')}`)
    const result = await kubectl(sandbox.binDir, sandbox.kubeconfig, args, input)
    lines(result.text)
    return result
  }
  return {
    indented: { ...io, stdout: { ...io.stdout, isTTY: io.stdout.isTTY === true, write: lines } },
    chapter: (title) => {
      chapters += 1
      io.stdout.write(`\n${paint.bold(`${chapters}. ${title}`)}\n\n`)
    },
    line,
    command,
    kubectl: show,
    async expect(sandbox, args, code, input) {
      const result = await show(sandbox, args, input)
      if (result.code !== code)
        throw new Error(`kubectl ${args.join(' ')} ended with ${result.code}, ${code} was expected`)
      return result.text
    },
  }
}

/** Shows every phase the endpoint passes through, until it is Ready. */
async function followToReady(sandbox: Sandbox, tell: Narrator, name: string): Promise<void> {
  const template = '{.status.phase}{"\\t"}{.status.conditions[?(@.status!="True")].message}'
  const end = performance.now() + readyWithinSeconds * 1000
  let shown = ''
  while (performance.now() < end) {
    const { stdout } = await kubectl(sandbox.binDir, sandbox.kubeconfig, [
      'get',
      'aimep',
      name,
      '-o',
      `jsonpath=${template}`,
    ])
    const [phase = '', message = ''] = stdout.split('\t')
    if (stdout !== shown && phase !== '') tell.line(`${phase.padEnd(12)}${message}`.trimEnd())
    shown = stdout
    if (phase === 'Ready') return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`${name} was not Ready within ${readyWithinSeconds} s`)
}

/** Does what the refusal advises, as a dry run, to show that the advice holds. */
async function followAdvice(sandbox: Sandbox, tell: Narrator, file: string, refusal: string): Promise<void> {
  const advice = /^\s+(spec\.[\w.]+): (\S+) /m.exec(refusal.slice(refusal.indexOf('Nearest that fit')))
  const [, path, value] = advice ?? []
  if (path === undefined || value === undefined) throw new Error('the advice could not be read')
  const [document] = await readDocuments(file)
  if (document === undefined) throw new Error(`${file} is empty`)
  const changed = structuredClone(document.object) as Record<string, unknown>
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  let at: Record<string, unknown> = changed
  for (const key of keys) {
    at[key] = typeof at[key] === 'object' && at[key] !== null ? at[key] : {}
    at = at[key] as Record<string, unknown>
  }
  at[last] = Number.isNaN(Number(value)) ? value : Number(value)
  tell.line('')
  tell.line(`The first advice, tried: ${path}: ${value}`)
  await tell.expect(sandbox, ['apply', '--dry-run=server', '-f', '-'], 0, stringify(changed))
}

/** `9.8 s` since a moment of `performance.now()`. */
function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}
