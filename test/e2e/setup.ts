/**
 * Starts a sandbox for each worker whose tests ask for one, and stops them all after the last test.
 * @module
 */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { findControlPlane } from '../../src/sandbox/binaries.ts'
import { progressPrinter } from '../../src/sandbox/progress.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { findVersitygw } from '../fetch/versitygw/versitygw.ts'
import type { ControlPlane } from './control-plane.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** URL at which `control-plane.ts` asks for the one of its worker. */
    controlPlanes: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'fitgate-e2e-'))
  const printer = progressPrinter(process.stdout)
  const files = await findControlPlane({ progress: printer.report })
  printer.finish()
  // on a new machine compiled beside the first tests; those that need it wait for it, and tell when it fails
  const compiling = new AbortController()
  const compiled = findVersitygw(compiling.signal).catch(() => undefined)
  const sandboxes = new Map<string, Promise<Sandbox>>()
  const ofWorker = (worker: string) => {
    const sandbox = sandboxes.get(worker) ?? startSandbox({ stateDir: join(folder, worker), files })
    sandboxes.set(worker, sandbox)
    return sandbox
  }
  const server = createServer(async ({ url = '/' }, response) => {
    try {
      const { kubeconfig, binDir, stateDir } = await ofWorker(`sandbox-${url.slice(1)}`)
      const found: ControlPlane = { kubeconfig, binDir, manifestDir: files.manifestDir, stateDir }
      response.end(JSON.stringify(found))
    } catch (error) {
      response.writeHead(500).end(String(error))
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  project.provide('controlPlanes', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return async () => {
    compiling.abort()
    await compiled
    server.close()
    server.closeAllConnections()
    await Promise.allSettled([...sandboxes.values()].map(async (sandbox) => (await sandbox).stop()))
    await rm(folder, { recursive: true, force: true })
  }
}
