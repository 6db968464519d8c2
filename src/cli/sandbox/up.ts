/**
 * `fitgate sandbox up`: starts a sandbox and stays with it, or leaves it running.
 * @module
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fitgateImageName, writeFitgateImage } from '../../sandbox/image/fitgate-image.ts'
import { readModule, versionOf } from '../../sandbox/module.ts'
import type { NodeSpec } from '../../sandbox/node-spec.ts'
import { progressPrinter } from '../../sandbox/progress.ts'
import { loadImage } from '../../sandbox/real-node/enter.ts'
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts'
import { deviceCount, gpuResourceName } from '../../sandbox/simulated-node.ts'
import { version } from '../../vocabulary/version.ts'
import type { Command, Io } from '../command.ts'
import { type Interrupt, listenForInterrupt } from './interrupt.ts'
import { readNodes, stateDirHelp, stateDirOption } from './options.ts'

const help = `fitgate sandbox up [--detach] [--nodes FILE|LIST] [--real-node] [--state-dir DIR]

Starts etcd, kube-apiserver, kube-controller-manager, kube-scheduler, LeaderWorkerSet and KWOK on this machine, with
simulated nodes that carry AMD GPUs. Pods on them become Ready without running anything.
The first time, the binaries are compiled, which takes some minutes; set FITGATE_SANDBOX_BIN to a folder that has them.

  --detach          return when it is ready, and leave it running
  --nodes LIST      such as mi300x=200,mi355x=4,none=2
  --nodes FILE      YAML or JSON: a list of {accelerator, count, gpusPerNode, partition, naming, labeller, cpu, memory,
                    labels, taints}; only accelerator must be there
  --real-node       a node where pods really run, in namespaces of its own: kubelet, containerd and runc, kube-proxy and DNS, 8 x
                    amd.com/gpu with nothing behind them. Linux, root, and some Debian packages, which it names. Simulated
                    nodes only where --nodes asks for them. It has the image of fitgate that the manifests name; fitgate
                    sandbox load gives it others
${stateDirHelp}

Exit codes: 0 it was stopped, or left running with --detach; 1 it could not be started, or broke; 2 bad input.
`

export const up: Command = {
  name: 'up',
  summary: 'start it and stay until Ctrl-C, or leave it running with --detach',
  help,
  async run(args, io) {
    const { values } = parseArgs({
      args,
      options: {
        ...stateDirOption,
        detach: { type: 'boolean', default: false },
        nodes: { type: 'string' },
        'real-node': { type: 'boolean', default: false },
      },
    })
    const nodes = values['real-node'] && values.nodes === undefined ? [] : readNodes(values.nodes)
    const interrupt = listenForInterrupt()
    const printer = progressPrinter(io.stdout)
    const started = Date.now()
    try {
      const sandbox = await startSandbox({
        stateDir: values['state-dir'],
        nodes,
        ...(values['real-node'] && { realNode: {} }),
        detached: values.detach,
        progress: printer.report,
        onStage: printer.stage,
        signal: interrupt.signal,
      }).finally(() => printer.finish())
      if (values['real-node']) await loadFitgate(sandbox, printer.stage).finally(() => printer.finish())
      io.stdout.write(describe(sandbox, nodes, (Date.now() - started) / 1000))
      if (!values.detach) return await stay(sandbox, interrupt, io)
      const option = values['state-dir'] === undefined ? '' : ` --state-dir ${values['state-dir']}`
      io.stdout.write(`Stop it with: fitgate sandbox down${option}\n`)
      return 0
    } catch (error) {
      if (!interrupt.signal.aborted) throw error
      io.stdout.write('Stopped before it was ready.\n')
      return 1
    } finally {
      interrupt.dispose()
    }
  },
}

/** The image that the manifests name, of this checkout: the node reaches no registry. */
async function loadFitgate(sandbox: Sandbox, onStage: (stage: string) => void): Promise<void> {
  onStage('making the image of fitgate')
  const file = join(sandbox.stateDir, 'fitgate.tar')
  await writeFitgateImage(file, [fitgateImageName(version)])
  await loadImage(sandbox.layout, file)
  await rm(file)
}

/** Until it is interrupted or a component ends; then everything is stopped. */
async function stay(sandbox: Sandbox, interrupt: Interrupt, io: Io): Promise<number> {
  io.stdout.write('Ctrl-C stops it.\n')
  try {
    await Promise.race([interrupt.happened, sandbox.processes.watch(interrupt.signal)])
  } catch (error) {
    if (!interrupt.signal.aborted) {
      await sandbox.stop()
      throw error
    }
  }
  io.stdout.write('\nStopping.\n')
  await sandbox.stop()
  return 0
}

/** As the rows of simulated nodes are. */
const realNodeKind = `${'real-1, pods run'.padEnd(18)}  8 x amd.com/gpu`

function describe(sandbox: Sandbox, nodes: readonly NodeSpec[], seconds: number): string {
  const kubernetes = versionOf(readModule(), 'k8s.io/kubernetes').slice(1)
  const kinds = new Map<string, number>()
  for (const spec of nodes) {
    const name = [spec.accelerator?.name ?? 'no GPUs', ...(spec.partition ? [spec.partition] : [])].join(' ')
    const resource = spec.accelerator === undefined ? '' : `${deviceCount(spec)} x ${gpuResourceName(spec)}`
    const kind = `${name.padEnd(18)}  ${resource}`.trimEnd()
    kinds.set(kind, (kinds.get(kind) ?? 0) + spec.count)
  }
  const rows = [...kinds].map(([kind, count]) => `  ${String(count).padStart(4)}  ${kind}`)
  const simulated = nodes.reduce((sum, spec) => sum + spec.count, 0)
  if (sandbox.nodes > simulated) rows.unshift(`     1  ${realNodeKind}`)
  return `Kubernetes ${kubernetes} at ${sandbox.credentials.server}, ready in ${seconds.toFixed(1)} s, ${sandbox.nodes} ${sandbox.nodes === 1 ? 'node' : 'nodes'}:

${rows.join('\n')}

  export KUBECONFIG=${sandbox.kubeconfig}
  export PATH=${sandbox.binDir}:$PATH

`
}
