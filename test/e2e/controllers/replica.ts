/**
 * A replica of the controller as a cluster runs it: a process of its own, with the rights of its service account, that can be frozen.
 * @module
 */
import { join } from 'node:path'
import { fitgateCommand, type Runtime } from '../../../src/sandbox/fitgate/command-line.ts'
import { writeAccountKubeconfig } from '../../../src/sandbox/fitgate/service-account.ts'
import { freePorts } from '../../../src/sandbox/free-ports.ts'
import { signalProcess } from '../../../src/sandbox/process-identity.ts'
import type { Sandbox } from '../../../src/sandbox/sandbox-access.ts'

export interface Replica {
  leads(): Promise<boolean>
  /** SIGSTOP, or SIGCONT. */
  freeze(isFrozen: boolean): void
  /** kill -9. */
  kill(): Promise<void>
  stop(): Promise<void>
}

const namespace = 'fitgate-system'

/** Starts one; resolves when it is ready, whether it leads or waits. */
export async function startReplica(
  sandbox: Sandbox,
  options: { readonly name: string; readonly runtime: Runtime; readonly config: string },
): Promise<Replica> {
  const { name, runtime, config } = options
  const { processes, layout } = sandbox
  const ports = await freePorts(['http', 'snapshot'])
  const kubeconfig = join(layout.stateDir, `${name}.kubeconfig`)
  const client = sandbox.client()
  const account = { namespace, name: 'fitgate-controller' }
  await writeAccountKubeconfig(client, sandbox.credentials, account, kubeconfig)
  client.close()
  const http = `http://127.0.0.1:${ports.http}`
  const command = fitgateCommand(runtime, [
    'serve',
    '--role=controller',
    '--no-webhook-bundle',
    `--namespace=${namespace}`,
    `--config=${config}`,
    `--kubeconfig=${kubeconfig}`,
    `--http-listen=127.0.0.1:${ports.http}`,
    `--snapshot-listen=127.0.0.1:${ports.snapshot}`,
  ])
  const log = join(layout.logs, `${name}.log`)
  processes.start({ name, ...command, log, stopOrder: 0 })
  await processes.waitFor(name, async () => (await fetch(`${http}/readyz`)).ok, { about: name })
  return {
    async leads() {
      const text = await (await fetch(`${http}/metrics`)).text()
      return /^leader_election_master_status\{name="fitgate-controller"\} 1$/m.test(text)
    },
    freeze(isFrozen) {
      for (const record of processes.records())
        if (record.name === name) signalProcess(record, isFrozen ? 'SIGSTOP' : 'SIGCONT')
    },
    kill: () => processes.kill(name),
    stop: () => processes.stop(name),
  }
}
