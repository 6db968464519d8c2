/**
 * A sandbox with fitgate in it, for tests that look at or break an installation.
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KubeClient } from '../../../src/kube/types.ts'
import { type Fitgate, installFitgate } from '../../../src/sandbox/fitgate.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts'

export interface Installed {
  readonly sandbox: Sandbox
  readonly fitgate: Fitgate
  readonly client: KubeClient
  /** For files of the test. */
  readonly folder: string
  remove(): Promise<void>
}

/** @param config text of fitgate's configuration file */
export async function installed(config: string): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'fitgate-commands-'))
  const sandbox = await startSandbox({ stateDir: join(folder, 'sandbox') })
  const fitgate = await installFitgate(sandbox, { config })
  const client = sandbox.client()
  return {
    sandbox,
    fitgate,
    client,
    folder,
    async remove() {
      client.close()
      await sandbox.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
