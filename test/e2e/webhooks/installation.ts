/**
 * The webhooks as the API server calls them: CRDs, rights and configurations from the manifests, the server in this process.
 * @module
 */
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Registry } from 'prom-client'
import { createClient } from '../../../src/kube/client.ts'
import { type ConnectionSource, loadKubeconfig } from '../../../src/kube/config.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import { applyObjects } from '../../../src/sandbox/apply-objects.ts'
import { kustomize } from '../../../src/sandbox/manifests.ts'
import { withWebhookUrl } from '../../../src/sandbox/webhook-url.ts'
import type { MaterialSource } from '../../../src/server/certificates/material.ts'
import { authoritySecretName, keepAuthority } from '../../../src/server/certificates/secret.ts'
import { ServingCertificates } from '../../../src/server/certificates/serving.ts'
import { keepWebhookBundles } from '../../../src/server/certificates/webhook-bundle.ts'
import { type Host, serve } from '../../../src/server/host.ts'
import { controllerMetrics } from '../../../src/server/metrics/controllers.ts'
import { webhookApp } from '../../../webhooks/app.ts'
import type { WebhookContext } from '../../../webhooks/context.ts'
import { controlPlane } from '../control-plane.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
export const namespace = 'fitgate-system'
const configurations = [resources.mutatingWebhookConfiguration, resources.validatingWebhookConfiguration]

export interface Installation {
  /** As the cluster's admin. */
  readonly client: KubeClient
  /** With the rights of the controller's service account, and no others. */
  readonly controller: KubeClient
  /** The webhook configurations as they were applied. */
  readonly webhookConfigurations: readonly KubeObject[]
  readonly material: MaterialSource
  /** Reviews that arrived, as `path operation name`. */
  readonly reviews: string[]
  /** Stops answering; the configurations stay. */
  close(): Promise<void>
  /** Answers again, on the same port. */
  open(): Promise<void>
  uninstall(): Promise<void>
}

/** A client that acts as a service account. */
function actingAs(source: ConnectionSource, account: string): KubeClient {
  return createClient({
    server: source.server,
    async options() {
      const options = await source.options()
      const user = `system:serviceaccount:${namespace}:${account}`
      return { ...options, headers: { ...options.headers, 'Impersonate-User': user } }
    },
  })
}

export async function install(getContext: () => WebhookContext): Promise<Installation> {
  const source = await loadKubeconfig(controlPlane.kubeconfig)
  const kubectl = join(controlPlane.binDir, 'kubectl')
  const client = createClient(source)
  const controller = actingAs(source, 'fitgate-controller')
  const [definitions, objects] = await Promise.all([
    kustomize(kubectl, join(root, 'crds')),
    kustomize(kubectl, join(root, 'manifests/overlays/sandbox')),
  ])
  const isConfiguration = ({ kind }: KubeObject) => kind.endsWith('WebhookConfiguration')
  await applyObjects(client, [...definitions, ...objects.filter((object) => !isConfiguration(object))])

  const material = await keepAuthority({ client: controller, namespace })
  const certificates = new ServingCertificates({ material, names: ['127.0.0.1'] })
  await certificates.check()
  const reviews: string[] = []
  const app = webhookApp({
    getContext,
    onAnswer: (path, _uid, { operation, name }) => reviews.push(`${path} ${operation} ${name}`),
  })
  let port = 0
  let host: Host | undefined
  const open = async () => {
    host ??= await serve({ host: '127.0.0.1', port, fetch: app.fetch, certificates })
    port = host.port
  }
  await open()

  const webhookConfigurations = objects
    .filter(isConfiguration)
    .map((object) => withWebhookUrl(object, `https://127.0.0.1:${port}`))
  await applyObjects(client, webhookConfigurations)
  const metrics = controllerMetrics(new Registry())
  const bundles = keepWebhookBundles({ client: controller, material, metrics })
  // The API server's own informer of the configurations is what decides when they hold.
  await delay(1500)
  return {
    client,
    controller,
    webhookConfigurations,
    material,
    reviews,
    open,
    async close() {
      await host?.close()
      host = undefined
    },
    async uninstall() {
      await bundles.stop()
      for (const type of configurations) await client.delete(type, { name: 'fitgate' })
      await host?.close()
      certificates.stop()
      material.stop()
      await client.delete(resources.secret, { namespace, name: authoritySecretName })
      for (const one of [client, controller]) one.close()
    },
  }
}
