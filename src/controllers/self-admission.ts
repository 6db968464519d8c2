/**
 * Whether the API server still asks us: a dry run of creating what cannot run anywhere, which has to be refused, by us. Readiness must not
 * hang on it (a webhook that is not ready is not asked either), so it is a metric and an alert.
 * @module
 */
import { group } from '../api/aim/group.ts'
import { ApiError } from '../kube/api-error.ts'
import { resources } from '../kube/resources.ts'
import type { KubeClient, KubeObject } from '../kube/types.ts'

/**
 * `refused`: as it should be. `admitted`: nobody asked us, or we do not judge. `unreachable`: the API server could not call the webhook.
 * `failed`: the attempt itself failed, which says nothing of the webhooks.
 */
export const selfAdmissionOutcomes = ['refused', 'admitted', 'unreachable', 'failed'] as const
export type SelfAdmissionOutcome = (typeof selfAdmissionOutcomes)[number]

export interface SelfAdmission {
  readonly outcome: SelfAdmissionOutcome
  readonly seconds: number
  /** What the API server said. */
  readonly message: string
}

export interface SelfAdmissionHooks {
  onAttempt(result: SelfAdmission): void
}

/** 756 GiB of weights on one GPU: a refusal that is certain, whatever the hardware, the snapshot and the modes. */
const impossible = (namespace: string): KubeObject & { readonly spec: unknown } => ({
  apiVersion: `${group}/v1alpha1`,
  kind: 'AIMEndpoint',
  metadata: { namespace, name: 'fitgate-self-admission' },
  spec: { modelId: 'meta-llama/Llama-3.1-405B-Instruct', precision: 'bf16', gpuCount: 1 },
})

/** Never throws; nothing is ever created. */
export async function selfAdmission(client: KubeClient, namespace: string): Promise<SelfAdmission> {
  const began = performance.now()
  const [outcome, message] = await attempt(client, namespace)
  return { outcome, message, seconds: (performance.now() - began) / 1000 }
}

async function attempt(client: KubeClient, namespace: string): Promise<[SelfAdmissionOutcome, string]> {
  try {
    await client.create(resources.aimEndpoint, impossible(namespace), { dryRun: true })
    return ['admitted', 'an endpoint that cannot run anywhere was admitted']
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (!(error instanceof ApiError)) return ['failed', message]
    return [outcomeOf(error), message]
  }
}

/** Words of the API server (k8s.io/apiserver, pkg/admission/plugin/webhook): nothing else tells whose refusal it is. */
function outcomeOf({ code, message }: ApiError): SelfAdmissionOutcome {
  if (/admission webhook "[^"]+\.fitgate\.dev" denied the request/.test(message)) return 'refused'
  if (/failed calling webhook "[^"]+\.fitgate\.dev"/.test(message)) return 'unreachable'
  return code >= 200 && code < 300 ? 'admitted' : 'failed'
}
