/**
 * What is installed, read once for all checks that look at it.
 * @module
 */
import { ApiError } from '../../kube/api-error.ts'
import { resources } from '../../kube/resources.ts'
import type { KubeClient, KubeObject } from '../../kube/types.ts'

export interface Webhook {
  readonly name: string
  readonly clientConfig: {
    readonly caBundle?: string
    readonly url?: string
    readonly service?: { readonly namespace: string; readonly name: string; readonly port?: number }
  }
  readonly rules?: readonly {
    readonly apiGroups?: readonly string[]
    readonly resources?: readonly string[]
    readonly operations?: readonly string[]
  }[]
  readonly failurePolicy?: string
  readonly reinvocationPolicy?: string
}

export interface WebhookConfiguration extends KubeObject {
  readonly webhooks?: readonly Webhook[]
}

export interface Deployment extends KubeObject {
  readonly spec?: {
    readonly replicas?: number
    readonly template?: { readonly spec?: { readonly containers?: readonly { readonly image?: string }[] } }
  }
  readonly status?: { readonly readyReplicas?: number; readonly updatedReplicas?: number }
}

export interface Installed {
  /** All of the cluster, ours among them, in the order in which they are called. */
  mutating(): Promise<readonly WebhookConfiguration[]>
  validating(): Promise<readonly WebhookConfiguration[]>
  /** By component: `controller`, `webhook`. Absent where it does not run as a Deployment. */
  deployment(component: 'controller' | 'webhook'): Promise<Deployment | undefined>
}

/** The name of both of our configurations. */
export const configurationName = 'fitgate'

export function readInstalled(client: KubeClient, namespace: string): Installed {
  const sorted = async (type: (typeof resources)['mutatingWebhookConfiguration']) => {
    const { items } = await client.list<WebhookConfiguration>(type)
    // the API server sorts them by name
    return items.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  }
  return {
    mutating: memoized(() => sorted(resources.mutatingWebhookConfiguration)),
    validating: memoized(() => sorted(resources.validatingWebhookConfiguration)),
    deployment: (component) =>
      client.get<Deployment>(resources.deployment, { namespace, name: `fitgate-${component}` }),
  }
}

function memoized<T>(read: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= read()
    return answer
  }
}

/** Our own entry of a list of configurations. */
export function ours(configurations: readonly WebhookConfiguration[]): WebhookConfiguration | undefined {
  return configurations.find(({ metadata }) => metadata.name === configurationName)
}

/** What the API server said instead of letting us look. */
export function refusalWords(error: unknown): string | undefined {
  return error instanceof ApiError ? error.message : undefined
}
