/**
 * Starts a real node from outside of its namespaces, and waits until it is ready.
 * @module
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeCommand } from '../fitgate/command-line.ts'
import type { NodeSpec } from '../node-spec.ts'
import type { Processes } from '../processes.ts'
import { SandboxError } from '../sandbox-error.ts'
import { type NodeContext, nodeFiles, nodeFolder, writeContext } from './context.ts'
import { privateFolders } from './mounts.ts'

/** Name of the process that holds everything. */
const launcherName = 'real-node'

/** What is asked of a real node. */
export interface RealNodeOptions {
  /** Default: a machine with eight MI300X. */
  readonly spec?: NodeSpec
  /** Container images, docker-archives, that are there from the start. Default: none. */
  readonly images?: readonly string[]
  /** Of the API server, over those it is given anyway. Default: none. */
  readonly apiServerArgs?: readonly string[]
}

/** Seconds; a busy machine takes several times the usual five. */
const readyWithinSeconds = 120

/** Resolves with the number of nodes when all are Ready. */
export async function startRealNode(
  context: NodeContext,
  processes: Processes,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { stateDir } = context.layout
  const hidden = privateFolders.find((folder) => `${stateDir}/`.startsWith(`${folder}/`))
  if (hidden !== undefined) {
    throw new SandboxError(
      'StateDirInUse',
      `A real node has a ${hidden} of its own, so ${stateDir} cannot be seen there.\nChoose another folder with --state-dir.`,
    )
  }
  const file = await writeContext(context)
  processes.start({
    name: launcherName,
    command: nodeCommand(),
    args: [fileURLToPath(new URL('./launcher.ts', import.meta.url)), file],
    log: join(context.layout.logs, `${launcherName}.log`),
    stopOrder: 1,
    port: context.ports.apiServer,
  })
  const ready = join(nodeFolder(context), nodeFiles.ready)
  await processes.waitFor('The real node', async () => existsSync(ready), {
    about: launcherName,
    signal,
    timeoutSeconds: readyWithinSeconds,
  })
  return Number(readFileSync(ready, 'utf8'))
}
