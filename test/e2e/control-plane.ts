/**
 * The control plane of the worker that runs this file: two files at a time, and neither sees what the other does to its cluster.
 * @module
 */
import process from 'node:process'
import { inject } from 'vitest'

export interface ControlPlane {
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string
  /** Folder with kubectl and the rest. */
  readonly binDir: string
  /** Folder with the rendered manifests of LeaderWorkerSet and KWOK. */
  readonly manifestDir: string
  /** For `attachSandbox`, which gives clients and runs fitgate in the sandbox. */
  readonly stateDir: string
}

async function ofWorker(worker: string): Promise<ControlPlane> {
  const response = await fetch(new URL(worker, inject('controlPlanes')))
  if (!response.ok) throw new Error(await response.text())
  return response.json()
}

/** Started by whoever imports this first; `setup.ts` stops it. */
export const controlPlane = await ofWorker(process.env.VITEST_POOL_ID ?? '1')
