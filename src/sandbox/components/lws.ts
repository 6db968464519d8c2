/**
 * The LeaderWorkerSet controller, with its webhooks registered by URL.
 * @module
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { KubeObject } from '../../kube/types.ts'
import { pkiFiles } from '../credentials.ts'
import { readManifest } from '../manifests.ts'
import { withWebhookUrl } from '../webhook-url.ts'
import type { Component, ComponentContext } from './component.ts'

export const lws: Component = {
  name: 'lws',
  stopOrder: 0,
  port: (ports) => ports.lwsWebhook,
  args: ({ layout }) => [
    `-config=${layout.lwsConfig}`,
    `-kubeconfig=${layout.kubeconfig}`,
    '-zap-log-level=info',
    '-zap-devel=false',
  ],
  readyUrl: ({ ports }) => `http://127.0.0.1:${ports.lwsHealth}/readyz`,
}

/** Its configuration file: one copy, no certificates of its own, nothing on a fixed port. */
export async function writeLwsConfig({ layout, ports }: ComponentContext): Promise<void> {
  const config = {
    apiVersion: 'config.lws.x-k8s.io/v1alpha1',
    kind: 'Configuration',
    leaderElection: { leaderElect: false },
    internalCertManagement: { enable: false },
    webhook: { host: '127.0.0.1', port: ports.lwsWebhook, certDir: join(layout.pki, pkiFiles.lws) },
    metrics: { bindAddress: '0' },
    health: { healthProbeBindAddress: `127.0.0.1:${ports.lwsHealth}` },
  }
  await writeFile(layout.lwsConfig, stringify(config))
}

/** Its webhook configurations, pointing to the process on this machine. */
export async function lwsWebhooks({
  layout,
  ports,
  manifestDir,
}: ComponentContext): Promise<readonly KubeObject[]> {
  const authority = await readFile(join(layout.pki, pkiFiles.authority), 'utf8')
  const webhooks = await readManifest(manifestDir, 'leaderWorkerSetWebhooks')
  return webhooks.map((object) => withWebhookUrl(object, `https://127.0.0.1:${ports.lwsWebhook}`, authority))
}
