/**
 * Webhook configurations for a server that runs on this machine instead of behind a Service.
 * @module
 */
import type { KubeObject } from '../kube/types.ts'

interface ClientConfig {
  readonly service?: { readonly path?: string }
  readonly url?: string
  readonly caBundle?: string
}

interface WebhookConfiguration extends KubeObject {
  readonly webhooks?: readonly { readonly clientConfig: ClientConfig }[]
}

/**
 * The configuration with every webhook at `origin` (`https://127.0.0.1:9443`), each under the path it had.
 * Without `authority` (PEM) the bundle stays as it is: whoever runs the server fills it in.
 */
export function withWebhookUrl<T extends KubeObject>(object: T, origin: string, authority?: string): T {
  const { webhooks = [] } = object as WebhookConfiguration
  if (!object.kind.endsWith('WebhookConfiguration')) return object
  return {
    ...object,
    webhooks: webhooks.map((webhook) => {
      const { service, url, caBundle } = webhook.clientConfig
      const path = service ? (service.path ?? '/') : new URL(url ?? origin).pathname
      const bundle = authority === undefined ? caBundle : Buffer.from(authority).toString('base64')
      return {
        ...webhook,
        clientConfig: { url: `${origin}${path}`, ...(bundle === undefined ? {} : { caBundle: bundle }) },
      }
    }),
  }
}
