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
import { accessSandbox, type Sandbox } from './sandbox-access.ts'
import { startControllers, startControlPlane } from './start-components.ts'
import { type SandboxState, writeState } from './state.ts'
import { claimStateDir, stopSandbox } from './state-folder.ts'

export type { Sandbox } from './sandbox-access.ts'

export interface SandboxOptions {
  /** Everything it writes is under this folder. Default `.fitgate/sandbox` of the working directory. */
  readonly stateDir?: string
  /** Default: the shapes one meets, seven nodes. */
  readonly nodes?: readonly NodeSpec[]
  /** Lives on when this process ends. Default false. */
  readonly detached?: boolean
  /** Where the binaries are. Default: found as `binaries.ts` says, which compiles them the first time. */
  readonly files?: ControlPlaneFiles
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
  const files = options.files ?? (await findControlPlane({ progress: options.progress, signal }))
  return withLock(
    layout.lock,
    async () => {
      await claimStateDir(layout)
      return start(layout, files, options)
    },
    {
      signal,
      onWait: ({ pid }) => onStage?.(`waiting for process ${pid}, which starts or stops this sandbox`),
    },
  )
}

async function start(layout: Layout, files: ControlPlaneFiles, options: SandboxOptions): Promise<Sandbox> {
  const { nodes = defaultNodes, detached = false, signal, onStage } = options
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
    const credentials = await createCredentials(layout, server)
    onStage?.('starting etcd and the API server')
    // whoever waits asks again by itself, sooner than a patient client would
    const impatient = { ...defaultRetryPolicy, retries: 0 }
    await withClient(credentials, { retry: impatient }, (client) =>
      startControlPlane(context, processes, client, signal),
    )
    onStage?.('starting the controllers and the nodes')
    const count = await withClient(credentials, {}, (client) =>
      startControllers(context, processes, client, nodes, signal),
    )
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
