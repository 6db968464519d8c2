/**
 * A sandbox of a bench's own, gone when the bench ends.
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KubeClient } from '../../src/kube/types.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'

export interface BenchSandbox {
  readonly sandbox: Sandbox
  /** As the cluster's administrator. */
  readonly client: KubeClient
  /** For files of the bench. */
  readonly folder: string
}

export async function inSandbox(
  options: Pick<SandboxOptions, 'nodes'>,
  work: (here: BenchSandbox) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fitgate-bench-'))
  const sandbox = await startSandbox({ ...options, stateDir: join(folder, 'sandbox') })
  const client = sandbox.client()
  try {
    await work({ sandbox, client, folder })
  } finally {
    client.close()
    await sandbox.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
