/**
 * A real Kubernetes control plane on this machine, with simulated nodes that carry AMD GPUs.
 * @module
 */
import process from 'node:process'
import { type ClientOptions, createClient } from '../kube/client.ts'
import { defaultRetryPolicy } from '../kube/retry.ts'
import type { KubeClient } from '../kube/types.ts'
import { type ControlPlaneFiles, findControlPlane } from './binaries.ts'
import { type ComponentContext, portNames } from './components/component.ts'
import { type Credentials, connectionOf, createCredentials } from './credentials.ts'
import { defaultNodes } from './default-nodes.ts'
import { withLock } from './file-lock.ts'
import { freePorts } from './free-ports.ts'
import { type Layout, layoutOf } from './layout.ts'
import type { NodeSpec } from './node-spec.ts'
import { identify } from './process-identity.ts'
import { Processes } from './processes.ts'
import type { ReportProgress } from './progress.ts'
import { apiServiceAddress, nodeAddress } from './real-node/addresses.ts'
import { findNodeBinaries, type NodeBinaries } from './real-node/binaries.ts'
import { requireFitMachine } from './real-node/requirements.ts'
import { type RealNodeOptions, startRealNode } from './real-node/start.ts'
import { accessSandbox, type Sandbox } from './sandbox-access.ts'
import { startControllers, startControlPlane } from './start-components.ts'
import { type SandboxState, writeState } from './state.ts'
import { claimStateDir, stopSandbox } from './state-folder.ts'

export type { Sandbox } from './sandbox-access.ts'

export interface SandboxOptions {
  /** Everything it writes is under this folder. Default `.fitgate/sandbox` of the working directory. */
  readonly stateDir?: string
  /** Simulated ones. Default: the shapes one meets, seven nodes; with a real node, none. */
  readonly nodes?: readonly NodeSpec[]
  /** Lives on when this process ends. Default false. */
  readonly detached?: boolean
  /** Where the binaries are. Default: found as `binaries.ts` says, which compiles them the first time. */
  readonly files?: ControlPlaneFiles
  /** One more node, on which pods really run: Linux, as root. Default: none. `MachineUnfit` where that cannot be. */
  readonly realNode?: RealNodeOptions
  /** How far the compilation is. */
  readonly progress?: ReportProgress
  /** One line for each stage of the start. */
  readonly onStage?: (stage: string) => void
  /** Aborting stops what was started and rejects. */
  readonly signal?: AbortSignal
}

/**
 * Starts a sandbox; resolves when its nodes are Ready. On any failure everything that was started is stopped again, and the
 * error has the end of the log that explains it.
 *
 * @example
 * const sandbox = await startSandbox({ stateDir: '/tmp/try' })
 * console.log(await sandbox.kubectl('get', 'nodes'))
 * await sandbox.stop()
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { onStage, signal } = options
  const layout = layoutOf(options.stateDir)
  if (options.realNode !== undefined) requireFitMachine()
  const files = options.files ?? (await findControlPlane({ progress: options.progress, signal }))
  const binaries = options.realNode && (await findNodeBinaries({ progress: options.progress, signal }))
  return withLock(
    layout.lock,
    async () => {
      await claimStateDir(layout)
      return start(layout, files, binaries, options)
    },
    {
      signal,
      onWait: ({ pid }) => onStage?.(`waiting for process ${pid}, which starts or stops this sandbox`),
    },
  )
}

async function start(
  layout: Layout,
  files: ControlPlaneFiles,
  binaries: NodeBinaries | undefined,
  options: SandboxOptions,
): Promise<Sandbox> {
  const { detached = false, signal } = options
  const ports = await freePorts(portNames)
  const server = `https://127.0.0.1:${ports.apiServer}`
  const context: ComponentContext = { ...files, layout, ports }
  let state: SandboxState = {
    version: 1,
    phase: 'starting',
    detached,
    owner: identify(process.pid) ?? { pid: process.pid, started: '' },
    startedAt: new Date().toISOString(),
    server,
    binDir: files.binDir,
    nodes: 0,
    processes: [],
  }
  const update = (change: Partial<SandboxState>) => {
    state = { ...state, ...change }
    writeState(layout, state)
  }
  update({})
  const processes = new Processes((records) => update({ processes: records }))
  processes.killOnExit()
  try {
    const addresses = binaries === undefined ? [] : [nodeAddress, apiServiceAddress]
    const credentials = await createCredentials(layout, server, addresses)
    const count =
      binaries === undefined
        ? await startHere(context, processes, credentials, options)
        : await startWithRealNode(context, processes, binaries, options)
    update({ phase: 'ready', nodes: count })
    if (detached) processes.leaveOnExit()
    return accessSandbox({ ...state, layout, credentials, processes }, async () => {
      await stopSandbox(layout)
    })
  } catch (error) {
    await processes.stopAll()
    if (signal?.aborted) await stopSandbox(layout)
    // the folder stays, for its logs; the next start clears it
    else update({ phase: 'failed' })
    throw error
  }
}

/** Every component is a process of this machine; resolves with the number of nodes. */
async function startHere(
  context: ComponentContext,
  processes: Processes,
  credentials: Credentials,
  { nodes = defaultNodes, signal, onStage }: SandboxOptions,
): Promise<number> {
  onStage?.('starting etcd and the API server')
  // whoever waits asks again by itself, sooner than a patient client would
  const impatient = { ...defaultRetryPolicy, retries: 0 }
  await withClient(credentials, { retry: impatient }, (client) =>
    startControlPlane(context, processes, client, signal),
  )
  onStage?.('starting the controllers and the nodes')
  return withClient(credentials, {}, (client) => startControllers(context, processes, client, nodes, signal))
}

/** The same components in namespaces of their own, beside kubelet and containerd. */
function startWithRealNode(
  context: ComponentContext,
  processes: Processes,
  binaries: NodeBinaries,
  { nodes = [], realNode = {}, signal, onStage }: SandboxOptions,
): Promise<number> {
  onStage?.('starting the control plane and the real node')
  const { spec = defaultNodes[0], images = [], apiServerArgs = [] } = realNode
  const node = { ...context, binaries, spec, images, apiServerArgs, simulated: nodes }
  return startRealNode(node, processes, signal)
}

async function withClient<T>(
  credentials: Credentials,
  options: ClientOptions,
  work: (client: KubeClient) => Promise<T>,
): Promise<T> {
  const client = createClient(connectionOf(credentials), { userAgent: 'fitgate-sandbox', ...options })
  try {
    return await work(client)
  } finally {
    client.close()
  }
}
