/**
 * The metrics of an engine, from one of its pods that answer.
 * @module
 */
import { resources } from '../../kube/resources.ts'
import type { KubeClient, KubeObject } from '../../kube/types.ts'
import { engineContainer } from '../../render/pod-template.ts'
import type { Log } from '../log.ts'
import type { Served, ServingObject } from './served.ts'

export interface AskOptions {
  readonly client: KubeClient
  readonly log: Log
  readonly readText: (url: string, signal: AbortSignal) => Promise<string>
}

/** A pod as far as it is asked. */
interface ServingPod extends KubeObject {
  readonly spec: { readonly containers: readonly { readonly name: string; readonly image?: string }[] }
  readonly status?: {
    readonly podIP?: string
    readonly hostIP?: string
    readonly containerStatuses?: readonly { readonly name: string; readonly ready: boolean }[]
  }
}

/** `undefined` where none of its pods tells. */
export async function askEngine(
  { metadata: { name, namespace } }: ServingObject,
  { labels, candidate, port }: Served,
  { client, log, readText }: AskOptions,
  signal: AbortSignal,
): Promise<string | undefined> {
  const labelSelector = Object.entries(labels)
    .map(([label, value]) => `${label}=${value}`)
    .join(',')
  const { items } = await client.list<ServingPod>(resources.pod, {
    ...(namespace === undefined ? {} : { namespace }),
    labelSelector,
    signal,
  })
  const address = items.flatMap((pod) => addressOf(pod, candidate.image) ?? [])[0]
  if (address === undefined) return undefined
  try {
    const host = address.includes(':') ? `[${address}]` : address
    return await readText(`http://${host}:${port}/metrics`, signal)
  } catch (error) {
    log.debug({ err: error, name, namespace }, 'the engine could not be asked for its metrics')
    return undefined
  }
}

/** Of a pod that answers and runs the image. One on its host's network could be somebody else's port. */
function addressOf({ spec, status }: ServingPod, image: string): string | undefined {
  const runsIt = spec.containers.some(
    (container) => container.name === engineContainer && container.image === image,
  )
  const isReady = status?.containerStatuses?.some(({ name, ready }) => name === engineContainer && ready)
  return runsIt && isReady && status?.podIP !== status?.hostIP ? status?.podIP : undefined
}
