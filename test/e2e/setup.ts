/**
 * One sandbox for all end-to-end tests: started before the first, stopped after the last.
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { findControlPlane } from '../../src/sandbox/binaries.ts'
import { progressPrinter } from '../../src/sandbox/progress.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Path of the administrator's kubeconfig. */
    kubeconfig: string
    /** Folder with kubectl and the rest. */
    binDir: string
    /** Folder with the rendered manifests of LeaderWorkerSet and KWOK. */
    manifestDir: string
    /** For `attachSandbox`, which gives clients and runs fitgate in the sandbox. */
    stateDir: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'fitgate-e2e-'))
  const printer = progressPrinter(process.stdout)
  const files = await findControlPlane({ progress: printer.report })
  printer.finish()
  const sandbox = await startSandbox({ stateDir: join(folder, 'sandbox'), files })
  project.provide('kubeconfig', sandbox.kubeconfig)
  project.provide('binDir', sandbox.binDir)
  project.provide('manifestDir', files.manifestDir)
  project.provide('stateDir', sandbox.stateDir)
  return async () => {
    await sandbox.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
