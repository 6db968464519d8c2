/**
 * Controllers as the tests start them, in this process or as the program of another (`crash/lane-process.ts`).
 * @module
 */
import { randomUUID } from 'node:crypto'
import { Registry } from 'prom-client'
import {
  type Controllers,
  type ControllersOptions,
  startControllers,
} from '../../../src/controllers/start.ts'
import { defaultDecisionConfig, type Snapshot } from '../../../src/inventory/snapshot.ts'
import type { KubeClient } from '../../../src/kube/types.ts'
import { controllerMetrics } from '../../../src/server/metrics/controllers.ts'

export const systemNamespace = 'fitgate-system'

export interface Running {
  readonly controllers: Controllers
  readonly snapshots: Snapshot[]
  /** Warnings and errors of the log. */
  readonly complaints: string[]
  stop(): Promise<void>
}

export async function start(client: KubeClient, options: Partial<ControllersOptions> = {}): Promise<Running> {
  const snapshots: Snapshot[] = []
  const complaints: string[] = []
  const complain = (fields: Readonly<Record<string, unknown>>, message: string) =>
    void complaints.push(`${message} ${JSON.stringify(fields)} ${String(fields.err ?? '')}`)
  const controllers = await startControllers({
    client,
    config: { decision: defaultDecisionConfig, lastSeenHours: 24 },
    namespace: systemNamespace,
    metrics: controllerMetrics(new Registry()),
    log: { debug: () => {}, info: () => {}, warn: complain, error: complain },
    publish: (snapshot) => void snapshots.push(snapshot),
    identity: randomUUID(),
    leaderElect: false,
    ...options,
  })
  return { controllers, snapshots, complaints, stop: () => controllers.stop() }
}
