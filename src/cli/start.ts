/**
 * `fitgate start`: the sandbox, fitgate installed in it, and its main job on real input, told as it happens.
 * @module
 */
import { relative } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { installFitgate } from '../sandbox/fitgate.ts'
import { progressPrinter } from '../sandbox/progress.ts'
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts'
import { type Command, UsageError } from './command.ts'
import { command as plan } from './plan.ts'
import { followAdvice } from './start/advice.ts'
import { followToReady } from './start/follow.ts'
import { narrator } from './start/narrator.ts'

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

/** What came of a Deployment that named no image, no command and no GPU. */
const deploymentColumns =
  'custom-columns=DEPLOYMENT:.metadata.name,IMAGE:.spec.template.spec.containers[0].image,GPUS:.spec.template.spec.containers[0].resources.limits.amd\\.com/gpu,AVAILABLE:.status.availableReplicas'

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

      tell.chapter('A Deployment with nothing but one annotation')
      await tell.expect(sandbox, ['apply', '-f', sample('deployment.yaml')], 0)
      await tell.expect(sandbox, ['rollout', 'status', 'deployment/chat', '--timeout=60s'], 0)
      await tell.expect(sandbox, ['get', 'deployment', 'chat', '-o', deploymentColumns], 0)

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

/** `9.8 s` since a moment of `performance.now()`. */
function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}
