/**
 * Kueue in a sandbox: its controller as a process, its webhooks by URL, and quota for GPUs.
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { KubeObject } from '../../../src/kube/types.ts'
import { applyObjects } from '../../../src/sandbox/apply-objects.ts'
import { createAuthority } from '../../../src/sandbox/certificates.ts'
import { freePorts } from '../../../src/sandbox/free-ports.ts'
import type { Sandbox } from '../../../src/sandbox/sandbox.ts'
import { withWebhookUrl } from '../../../src/sandbox/webhook-url.ts'
import { eventually } from '../eventually.ts'
import { type Kueue, metricsFolder } from './binary.ts'

const frameworks = [
  'batch/job',
  'pod',
  'deployment',
  'statefulset',
  'leaderworkerset.x-k8s.io/leaderworkerset',
]
/** Groups of what it looks at; the webhooks of the others' kinds answer nothing here. */
const groups = ['', 'apps', 'batch', 'leaderworkerset.x-k8s.io', 'kueue.x-k8s.io']

interface Configuration extends KubeObject {
  readonly webhooks: readonly { readonly rules: readonly { readonly apiGroups: readonly string[] }[] }[]
}
interface Definition extends KubeObject {
  readonly spec: {
    readonly conversion?: {
      readonly webhook?: { readonly clientConfig?: { readonly service?: { readonly path: string } } }
    }
  }
}

/** Resolves when its webhooks answer. */
export async function startKueue(sandbox: Sandbox, { binary, objects }: Kueue): Promise<void> {
  const folder = join(sandbox.stateDir, 'kueue')
  const ports = await freePorts(['webhook', 'health'])
  const authority = await createAuthority()
  const { certificate, key } = await authority.issue('kueue')
  for (const name of ['webhook', metricsFolder]) {
    await mkdir(join(folder, name), { recursive: true })
    await writeFile(join(folder, name, 'tls.crt'), certificate)
    await writeFile(join(folder, name, 'tls.key'), key, { mode: 0o600 })
  }
  const config = join(folder, 'config.yaml')
  await writeFile(
    config,
    stringify({
      apiVersion: 'config.kueue.x-k8s.io/v1beta2',
      kind: 'Configuration',
      health: { healthProbeBindAddress: `127.0.0.1:${ports.health}` },
      metrics: { bindAddress: '127.0.0.1:0' },
      webhook: { host: '127.0.0.1', port: ports.webhook, certDir: join(folder, 'webhook') },
      leaderElection: { leaderElect: false },
      internalCertManagement: { enable: false },
      clientConnection: { qps: 500, burst: 1000 },
      integrations: { frameworks },
    }),
  )
  const client = sandbox.client()
  const origin = `https://127.0.0.1:${ports.webhook}`
  const installed = (await objects()).flatMap((object) =>
    installedHere(object, origin, authority.certificate),
  )
  const isConfiguration = ({ kind }: KubeObject) => kind.endsWith('WebhookConfiguration')
  await applyObjects(
    client,
    installed.filter((object) => !isConfiguration(object)),
  )
  sandbox.processes.start({
    name: 'kueue',
    command: binary,
    args: [
      `--config=${config}`,
      `--kubeconfig=${sandbox.kubeconfig}`,
      '--feature-gates=VisibilityOnDemand=false',
    ],
    cwd: folder,
    log: join(sandbox.layout.logs, 'kueue.log'),
    stopOrder: 0,
  })
  const ready = `http://127.0.0.1:${ports.health}/readyz`
  await sandbox.processes.waitFor('Kueue', async () => (await fetch(ready)).ok, { about: 'kueue' })
  await applyObjects(client, installed.filter(isConfiguration))
  client.close()
}

/** Definitions, namespace and webhooks; it runs with the rights of the administrator, as a process. */
function installedHere(object: KubeObject, origin: string, authority: string): readonly KubeObject[] {
  if (object.kind === 'Namespace') return [object]
  if (object.kind.endsWith('WebhookConfiguration')) {
    const { webhooks } = object as Configuration
    const wanted = webhooks.filter(({ rules }) =>
      rules.some(({ apiGroups }) => apiGroups.every((group) => groups.includes(group))),
    )
    return [withWebhookUrl({ ...object, webhooks: wanted } as KubeObject, origin, authority)]
  }
  if (object.kind !== 'CustomResourceDefinition') return []
  const { spec } = object as Definition
  const service = spec.conversion?.webhook?.clientConfig?.service
  if (service === undefined) return [object]
  const clientConfig = {
    url: `${origin}${service.path}`,
    caBundle: Buffer.from(authority).toString('base64'),
  }
  const webhook = { ...spec.conversion?.webhook, clientConfig }
  return [{ ...object, spec: { ...spec, conversion: { ...spec.conversion, webhook } } } as KubeObject]
}

/** A queue of this name in a namespace, with so many GPUs, on nodes with these labels. */
export async function makeQueue(
  sandbox: Sandbox,
  namespace: string,
  name: string,
  gpus: number,
  nodeLabels: Readonly<Record<string, string>>,
): Promise<void> {
  const apiVersion = 'kueue.x-k8s.io/v1beta2'
  const amounts = { cpu: 10_000, memory: '100Ti', 'amd.com/gpu': gpus }
  const flavour = {
    name,
    resources: Object.entries(amounts).map(([resource, nominalQuota]) => ({ name: resource, nominalQuota })),
  }
  const queue = {
    namespaceSelector: {},
    resourceGroups: [{ coveredResources: Object.keys(amounts), flavors: [flavour] }],
  }
  const client = sandbox.client()
  const objects = [
    { apiVersion, kind: 'ResourceFlavor', metadata: { name }, spec: { nodeLabels } },
    { apiVersion, kind: 'ClusterQueue', metadata: { name }, spec: queue },
    { apiVersion, kind: 'LocalQueue', metadata: { name, namespace }, spec: { clusterQueue: name } },
  ] as unknown as readonly KubeObject[]
  // its webhooks answer a moment after it says that it is ready
  for (const object of objects) await eventually(() => applyObjects(client, [object]))
  client.close()
}
