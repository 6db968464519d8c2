/**
 * A server that allows everything and remembers what the API server sent it, and by which webhook.
 * @module
 */
import { Hono } from 'hono'
import type { KubeObject } from '../../../src/kube/types.ts'
import { startHookServer } from './hook-server.ts'

/** One review, in the words of the API. */
export interface Recorded {
  /** Configuration and webhook: `mutating workloads.fitgate.dev`. */
  readonly webhook: string
  readonly kind: string
  /** With the subresource: `deployments/scale`. */
  readonly resource: string
  readonly operation: string
  readonly namespace: string
  readonly name: string
}

export interface Recorder {
  /** In the order they came. */
  readonly seen: readonly Recorded[]
  clear(): void
  /** The configuration with each webhook at this server. */
  pointed<T extends KubeObject>(configuration: T): T
  close(): Promise<void>
}

interface Configuration extends KubeObject {
  readonly webhooks: readonly { readonly name: string }[]
}

interface Review {
  readonly request: {
    readonly uid: string
    readonly kind: { readonly kind: string }
    readonly resource: { readonly resource: string }
    readonly subResource?: string
    readonly operation: string
    readonly namespace?: string
    readonly name?: string
  }
}

export async function startRecorder(): Promise<Recorder> {
  const seen: Recorded[] = []
  const app = new Hono().post('/:configuration/:webhook', async (c) => {
    const { request } = (await c.req.json()) as Review
    const { uid, kind, resource, subResource, operation, namespace = '', name = '' } = request
    seen.push({
      webhook: `${c.req.param('configuration')} ${c.req.param('webhook')}`,
      kind: kind.kind,
      resource: subResource ? `${resource.resource}/${subResource}` : resource.resource,
      operation,
      namespace,
      name,
    })
    const response = { uid, allowed: true }
    return c.json({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response })
  })
  const server = await startHookServer(app.fetch)
  return {
    seen,
    clear() {
      seen.length = 0
    },
    pointed(configuration) {
      const { webhooks } = configuration as unknown as Configuration
      const which = configuration.kind.startsWith('Mutating') ? 'mutating' : 'validating'
      return {
        ...configuration,
        webhooks: webhooks.map((webhook) => ({
          ...webhook,
          clientConfig: server.clientConfig(`/${which}/${webhook.name}`),
        })),
      }
    },
    close: server.close,
  }
}

/** Configurations that send everything there is, so that what is not recorded was not sent rather than not made. */
export function everything(): readonly KubeObject[] {
  const webhook = {
    name: 'everything.test.fitgate.dev',
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    failurePolicy: 'Ignore',
    matchPolicy: 'Exact',
    rules: [
      {
        apiGroups: ['*'],
        apiVersions: ['*'],
        operations: ['CREATE', 'UPDATE', 'DELETE'],
        resources: ['*/*'],
        scope: '*',
      },
    ],
    clientConfig: {},
  }
  return ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'].map((kind) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: 'everything' },
    webhooks: [webhook],
  }))
}
