/**
 * Keeps the CA bundle of the webhook configurations equal to ours, whatever applies them anew or in part.
 * A JSON Patch that tests the webhook's name, never server-side apply: an applied bundle leaves an invalid fragment of the entry behind
 * when a later release drops that webhook.
 * @module
 */
import { runWorkers } from '../../kube/controller.ts'
import { WorkQueue } from '../../kube/queue.ts'
import { Reflector } from '../../kube/reflector.ts'
import { resources } from '../../kube/resources.ts'
import { Store } from '../../kube/store.ts'
import type { KubeClient, KubeObject } from '../../kube/types.ts'
import type { ControllerMetrics } from '../metrics/controllers.ts'
import type { MaterialSource } from './material.ts'

/** Name of both configurations. */
export const webhookConfigurationName = 'fitgate'

export interface WebhookConfiguration extends KubeObject {
  readonly webhooks?: readonly {
    readonly name: string
    readonly clientConfig: { readonly caBundle?: string }
  }[]
}

type Operation =
  | { readonly op: 'test'; readonly path: string; readonly value: string }
  | { readonly op: 'add'; readonly path: string; readonly value: string }

/** What makes every webhook of the configuration trust `bundle` (PEM); empty when all do. */
export function bundlePatch(configuration: WebhookConfiguration, bundle: string): Operation[] {
  const wanted = Buffer.from(bundle).toString('base64')
  return (configuration.webhooks ?? []).flatMap((webhook, index): Operation[] =>
    webhook.clientConfig.caBundle === wanted
      ? []
      : [
          { op: 'test', path: `/webhooks/${index}/name`, value: webhook.name },
          { op: 'add', path: `/webhooks/${index}/clientConfig/caBundle`, value: wanted },
        ],
  )
}

export interface WebhookBundleOptions {
  readonly client: KubeClient
  readonly material: MaterialSource
  readonly metrics: ControllerMetrics
  /** Told of each configuration that was written. */
  readonly onWritten?: (kind: string) => void
  /** Told of what failed; it is tried again. */
  readonly onError?: (error: unknown) => void
}

/** Watches both configurations until stopped. */
export function keepWebhookBundles(options: WebhookBundleOptions): { stop(): Promise<void> } {
  const { client, material, metrics } = options
  const queue = new WorkQueue({
    backoff: { baseMs: 200, capMs: 10_000 },
    hooks: metrics.queue('webhook-bundle'),
  })
  const types = [resources.mutatingWebhookConfiguration, resources.validatingWebhookConfiguration]
  const watched = types.map((type) => {
    const store = new Store<WebhookConfiguration>()
    store.subscribe(() => queue.add(type.kind))
    const reflector = new Reflector<WebhookConfiguration>({
      client,
      type,
      store,
      // The RBAC rule names one object; a list by that name is all it allows.
      fieldSelector: `metadata.name=${webhookConfigurationName}`,
      onError: (error) => options.onError?.(error),
    }).start()
    return { type, store, reflector }
  })
  material.onChange(() => {
    for (const type of types) queue.add(type.kind)
  })
  const hooks = metrics.controller('webhook-bundle', 1)
  const workers = runWorkers({
    queue,
    workers: 1,
    hooks: {
      ...hooks,
      onReconciled(reconcile) {
        hooks.onReconciled?.(reconcile)
        if (reconcile.error !== undefined) options.onError?.(reconcile.error)
      },
    },
    async reconcile(kind) {
      const bundle = material.current()?.bundle
      const entry = watched.find(({ type }) => type.kind === kind)
      const configuration = entry?.store.get(webhookConfigurationName)
      if (!entry || !configuration || bundle === undefined) return
      const patch = bundlePatch(configuration, bundle)
      if (patch.length === 0) return
      await client.patch(entry.type, { name: webhookConfigurationName }, 'json', patch)
      options.onWritten?.(kind)
    },
  })
  return {
    async stop() {
      await Promise.all([workers.stop(5), ...watched.map(({ reflector }) => reflector.stop())])
    },
  }
}
