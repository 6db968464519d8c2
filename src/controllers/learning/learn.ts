/**
 * After a first good start, the engine's own numbers: read from one of its pods, once for a model, accelerator, image and namespace.
 * @module
 */
import type { DecisionContext } from '../../decide/context.ts'
import type { Correction } from '../../inventory/corrections.ts'
import { applyIfChanged } from '../../kube/apply.ts'
import { keyOf } from '../../kube/key.ts'
import { resources } from '../../kube/resources.ts'
import type { KubeClient, KubeObject } from '../../kube/types.ts'
import { selectorLabels } from '../../render/object.ts'
import { engineContainer } from '../../render/pod-template.ts'
import type { EndpointObject } from '../aim-endpoint/reconcile.ts'
import type { Log } from '../log.ts'
import { cacheTokens } from './cache-tokens.ts'
import {
  correctionFrom,
  isLearned,
  type Learned,
  type LearnedConfigMap,
  learnedConfigMap,
} from './learned.ts'
import { type Lesson, lessonOf } from './lesson.ts'

export interface LearnOptions {
  readonly client: KubeClient
  /** Of the controller, where what was learned is kept. */
  readonly namespace: string
  readonly log: Log
  /** The images that may teach; `sha256:…`. */
  readonly imageDigests: readonly string[]
  readonly endpoints: () => readonly EndpointObject[]
  readonly context: () => DecisionContext | undefined
  /** What was learned so far, and where it is kept, as last seen. */
  readonly learned: () => readonly Correction[]
  readonly kept: () => LearnedConfigMap | undefined
  readonly readText: (url: string, signal: AbortSignal) => Promise<string>
}

/** Engines asked in one pass: each may take seconds not to answer. */
const asksPerPass = 5

/** Passes for which an endpoint that could not be asked is left alone. */
const pausePasses = 30

/** A pod as far as it is asked. */
interface ServingPod extends KubeObject {
  readonly spec: { readonly containers: readonly { readonly name: string; readonly image?: string }[] }
  readonly status?: {
    readonly podIP?: string
    readonly hostIP?: string
    readonly containerStatuses?: readonly { readonly name: string; readonly ready: boolean }[]
  }
}

/** A pass; keep it for the life of the process, it remembers whom it asked in vain. */
export function learner(options: LearnOptions): (signal: AbortSignal) => Promise<void> {
  const { client, namespace, log } = options
  const digests = new Set(options.imageDigests)
  /** Endpoint → passes to leave it alone. */
  const paused = new Map<string, number>()

  return async (signal) => {
    const context = options.context()
    if (context === undefined || digests.size === 0) return
    for (const [key, passes] of paused)
      if (passes > 1) paused.set(key, passes - 1)
      else paused.delete(key)
    const known = [...(context.config.corrections ?? []), ...options.learned()]
    const fresh: Learned[] = []
    let asked = 0
    for (const endpoint of options.endpoints()) {
      if (signal.aborted || asked >= asksPerPass) break
      const key = keyOf(endpoint)
      if (paused.has(key)) continue
      const lesson = lessonOf(endpoint, digests, context)
      if (lesson === undefined || isLearned([...known, ...fresh], lesson.about)) continue
      asked += 1
      const correction = await ask(endpoint, lesson, options, signal)
      if (correction === undefined) paused.set(key, pausePasses)
      else fresh.push(correction)
    }
    if (fresh.length === 0 || signal.aborted) return
    const wanted = learnedConfigMap([...options.learned(), ...fresh], namespace)
    await applyIfChanged(client, resources.configMap, wanted, options.kept())
    for (const correction of fresh) log.info({ ...correction }, 'learned from a start')
  }
}

/** `undefined` where no pod tells, or what it tells is of no use. */
async function ask(
  endpoint: EndpointObject,
  { about, backend, image, port, computedTokens }: Lesson,
  { client, log, readText }: LearnOptions,
  signal: AbortSignal,
): Promise<Learned | undefined> {
  const { name, namespace } = endpoint.metadata
  const labelSelector = Object.entries(selectorLabels(name))
    .map(([label, value]) => `${label}=${value}`)
    .join(',')
  const { items } = await client.list<ServingPod>(resources.pod, {
    ...(namespace === undefined ? {} : { namespace }),
    labelSelector,
    signal,
  })
  const address = items.flatMap((pod) => addressOf(pod, image) ?? [])[0]
  if (address === undefined) return undefined
  try {
    const host = address.includes(':') ? `[${address}]` : address
    const measured = cacheTokens(backend, await readText(`http://${host}:${port}/metrics`, signal))
    return measured === undefined ? undefined : correctionFrom(about, computedTokens, measured)
  } catch (error) {
    log.debug({ err: error, endpoint: name, namespace }, 'the engine could not be asked for its metrics')
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
