/**
 * Webhooks of others that see the same objects: who changes them after us, and who can keep our own pods from starting.
 * @module
 */
import { resources } from '../../kube/resources.ts'
import type { KubeObject } from '../../kube/types.ts'
import { type Check, type DoctorContext, ok, type Result, warning } from './check.ts'
import { configurationName, ours, type Webhook, type WebhookConfiguration } from './installed.ts'

export const webhookOrder: Check = {
  id: 'webhook-order',
  async run(context) {
    const mutating = await context.installed.mutating()
    const validating = await context.installed.validating()
    const others = [...mutating, ...validating].filter(({ metadata }) => metadata.name !== configurationName)
    const blocking = await Promise.all(others.flatMap((one) => blockers(one, context)))
    return [...order(mutating), ...blocking.flat()]
  },
}

/** Plain workloads that the API server sends to us as well. */
const shared: readonly (readonly [group: string, resource: string])[] = [
  ['', 'pods'],
  ['apps', 'deployments'],
  ['apps', 'statefulsets'],
  ['batch', 'jobs'],
  ['leaderworkerset.x-k8s.io', 'leaderworkersets'],
]

function order(mutating: readonly WebhookConfiguration[]): Result[] {
  const own = ours(mutating)
  const others = mutating.filter(
    ({ metadata, webhooks = [] }) =>
      metadata.name !== configurationName &&
      webhooks.some((webhook) => shared.some(([group, resource]) => sees(webhook, group, resource))),
  )
  if (others.length === 0) return [ok('no other mutating webhook changes workloads')]
  const later = others.filter(({ metadata }) => metadata.name > configurationName)
  const names = (list: readonly WebhookConfiguration[]) =>
    list.map(({ metadata }) => metadata.name).join(', ')
  const once = (own?.webhooks ?? []).filter(({ reinvocationPolicy }) => reinvocationPolicy !== 'IfNeeded')
  if (later.length > 0 && once.length > 0)
    return [
      warning(
        `${names(later)} may change workloads after fitgate, and ${once.map(({ name }) => name).join(', ')} is not asked again`,
        'kubectl apply -k manifests/base, which sets reinvocationPolicy: IfNeeded',
      ),
    ]
  const after = own !== undefined && later.length > 0 ? `; fitgate is asked again after ${names(later)}` : ''
  return [ok(`workloads are also changed by ${names(others)}${after}`)]
}

/** Fails closed on pods while its own Service has nobody: no pod starts, ours included. */
function blockers(
  { kind, metadata, webhooks = [] }: WebhookConfiguration,
  context: DoctorContext,
): Promise<Result[]>[] {
  return webhooks
    .filter((webhook) => webhook.failurePolicy !== 'Ignore' && sees(webhook, '', 'pods'))
    .map(async ({ name, clientConfig: { service } }) => {
      if (service === undefined || (await hasReadyEndpoint(context, service))) return []
      return [
        warning(
          `${name} of ${kind} ${metadata.name} fails closed on pods and its Service ${service.namespace}/${service.name} has no ready endpoint`,
          `bring it back, or: kubectl delete ${kind.toLowerCase()} ${metadata.name}`,
        ),
      ]
    })
}

function sees({ rules = [] }: Webhook, group: string, resource: string): boolean {
  const has = (list: readonly string[] | undefined, word: string) =>
    list?.some((each) => each === '*' || each === word) === true
  return rules.some(
    ({ apiGroups, resources: names, operations }) =>
      has(apiGroups, group) &&
      (has(names, resource) || names?.includes('*/*') === true) &&
      (has(operations, 'CREATE') || has(operations, 'UPDATE')),
  )
}

interface EndpointSlice extends KubeObject {
  readonly endpoints?: readonly { readonly conditions?: { readonly ready?: boolean } }[] | null
}

/** Endpoints without a condition count as ready. */
export async function hasReadyEndpoint(
  { client }: Pick<DoctorContext, 'client'>,
  service: { readonly namespace: string; readonly name: string },
): Promise<boolean> {
  const { items } = await client.list<EndpointSlice>(resources.endpointSlice, {
    namespace: service.namespace,
    labelSelector: `kubernetes.io/service-name=${service.name}`,
  })
  return items.some(
    ({ endpoints }) => endpoints?.some(({ conditions }) => conditions?.ready !== false) === true,
  )
}
