/**
 * Installs fitgate into a sandbox from its own manifests and runs its processes on this machine, each with the rights of its
 * service account, as a kubelet would run its pods.
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { resources } from '../kube/resources.ts'
import type { KubeClient, KubeObject, ResourceType } from '../kube/types.ts'
import { applyObjects } from './apply-objects.ts'
import { fitgateCommand, checkout as ownCheckout, type Runtime } from './fitgate/command-line.ts'
import { refuseForeignDefinitions } from './fitgate/foreign-definitions.ts'
import { mountSecret } from './fitgate/secret-mount.ts'
import { writeAccountKubeconfig } from './fitgate/service-account.ts'
import { freePorts } from './free-ports.ts'
import { kustomize } from './manifests.ts'
import type { Sandbox } from './sandbox-access.ts'
import { withWebhookUrl } from './webhook-url.ts'

export interface InstallOptions {
  /** What runs the processes. Default `node`. */
  readonly runtime?: Runtime
  /** Text of the configuration file. Default: the one of the manifests. */
  readonly config?: string
  /** The checkout whose manifests and code are installed. Default: this one. */
  readonly checkout?: string
  /** One line for each step. */
  readonly log?: (line: string) => void
}

/** One of the two processes. */
export interface FitgateProcess {
  /** Plain HTTP: `/healthz`, `/readyz`, `/metrics`. */
  readonly http: string
  readonly log: string
  /** SIGTERM, and waits until it is gone. */
  stop(): Promise<void>
  /** kill -9. */
  kill(): Promise<void>
  /** Starts it again after `stop` or `kill`; resolves when it is ready. */
  start(): Promise<void>
  restart(): Promise<void>
}

export interface Fitgate {
  readonly controller: FitgateProcess
  readonly webhook: FitgateProcess
  /** Where the API server calls, `https://127.0.0.1:PORT`. */
  readonly webhookUrl: string
  /** Stops both processes; what was installed stays. Stopping the sandbox does this too. */
  stop(): Promise<void>
}

const namespace = 'fitgate-system'
const authoritySecret = { namespace, name: 'fitgate-ca' }
const portNames = ['webhook', 'webhookHttp', 'controllerHttp', 'snapshot'] as const

/**
 * Installs and starts fitgate; resolves when both processes are ready and the API server trusts the webhooks.
 * Rejects with `ForeignObject`, before anything is changed, when somebody else's definitions are in the way.
 */
export async function installFitgate(sandbox: Sandbox, options: InstallOptions = {}): Promise<Fitgate> {
  const { runtime = 'node', checkout = ownCheckout, log = () => {} } = options
  const ports = await freePorts(portNames)
  const folder = sandbox.layout.fitgate
  const kubectl = join(sandbox.binDir, 'kubectl')
  const client = sandbox.client()
  const [definitions, install] = await Promise.all([
    kustomize(kubectl, join(checkout, 'crds')),
    kustomize(kubectl, join(checkout, 'manifests/overlays/sandbox')),
  ])
  await refuseForeignDefinitions(client, definitions)
  const webhookUrl = `https://127.0.0.1:${ports.webhook}`
  await applyObjects(client, [...definitions, ...install.map((object) => withWebhookUrl(object, webhookUrl))])
  log(`applied ${definitions.length + install.length} objects of crds/ and manifests/overlays/sandbox`)

  await mkdir(folder, { recursive: true })
  const files = { config: join(folder, 'config.yaml'), kubeconfig: join(folder, 'controller.kubeconfig') }
  await writeFile(files.config, options.config ?? configOf(install))
  const account = { namespace, name: 'fitgate-controller' }
  await writeAccountKubeconfig(client, sandbox.credentials, account, files.kubeconfig)

  const shared = [
    `--namespace=${namespace}`,
    `--config=${files.config}`,
    '--server-name=127.0.0.1',
    '--drain-seconds=0',
  ]
  const run = (name: 'controller' | 'webhook', httpPort: number, args: readonly string[]) =>
    runRole(
      sandbox,
      `fitgate-${name}`,
      httpPort,
      fitgateCommand(runtime, ['serve', `--role=${name}`, ...shared, ...args], checkout),
    )

  const controller = run('controller', ports.controllerHttp, [
    `--kubeconfig=${files.kubeconfig}`,
    `--http-listen=127.0.0.1:${ports.controllerHttp}`,
    `--snapshot-listen=127.0.0.1:${ports.snapshot}`,
  ])
  const mount = mountSecret(client, authoritySecret, join(folder, 'ca'))
  const closeClient = async () => {
    await mount.stop()
    client.close()
  }
  sandbox.onStop(closeClient)
  const ready = controller.start()
  // no pod starts before its Secret is there
  await Promise.race([mount.mounted, ready.then(() => mount.mounted)])
  const webhook = run('webhook', ports.webhookHttp, [
    `--ca-dir=${join(folder, 'ca')}`,
    `--listen=127.0.0.1:${ports.webhook}`,
    `--http-listen=127.0.0.1:${ports.webhookHttp}`,
    `--snapshot-url=https://127.0.0.1:${ports.snapshot}/snapshot`,
  ])
  await Promise.all([ready, webhook.start()])
  await sandbox.processes.waitFor('The CA bundle of the webhooks', () => trusted(client), {
    about: 'fitgate-controller',
  })
  log(`webhooks at ${webhookUrl} and the controller are ready, on ${runtime}`)
  return {
    controller,
    webhook,
    webhookUrl,
    async stop() {
      await Promise.all([controller.stop(), webhook.stop()])
      await closeClient()
    },
  }
}

function runRole(
  sandbox: Sandbox,
  name: string,
  httpPort: number,
  command: ReturnType<typeof fitgateCommand>,
): FitgateProcess {
  const { processes, layout } = sandbox
  const http = `http://127.0.0.1:${httpPort}`
  const log = join(layout.logs, `${name}.log`)
  const start = async () => {
    processes.start({ name, ...command, cwd: layout.fitgate, log, stopOrder: 0, port: httpPort })
    await processes.waitFor(name, async () => (await fetch(`${http}/readyz`)).ok, { about: name })
  }
  const stop = () => processes.stop(name)
  return {
    http,
    log,
    start,
    stop,
    kill: () => processes.kill(name),
    async restart() {
      await stop()
      await start()
    },
  }
}

interface WebhookConfiguration extends KubeObject {
  readonly webhooks?: readonly { readonly clientConfig: { readonly caBundle?: string } }[]
}

/** Whether the API server can verify every webhook. */
async function trusted(client: KubeClient): Promise<boolean> {
  const bundled = async (type: ResourceType) => {
    const found = await client.get<WebhookConfiguration>(type, { name: 'fitgate' })
    const webhooks = found?.webhooks ?? []
    return webhooks.length > 0 && webhooks.every(({ clientConfig }) => Boolean(clientConfig.caBundle))
  }
  const types = [resources.mutatingWebhookConfiguration, resources.validatingWebhookConfiguration]
  return (await Promise.all(types.map(bundled))).every(Boolean)
}

interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>
}

/** The configuration file that the pods would mount. */
function configOf(install: readonly KubeObject[]): string {
  const map = install.find(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith('fitgate-config'),
  ) as ConfigMap | undefined
  const text = map?.data?.['config.yaml']
  if (text === undefined)
    throw new Error('manifests/overlays/sandbox has no ConfigMap fitgate-config with config.yaml')
  return text
}
