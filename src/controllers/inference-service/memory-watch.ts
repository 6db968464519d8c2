/**
 * What engines have taken of their GPUs: each is asked once it serves, and again after every start. It does not move meanwhile.
 *
 * State to guard: an answer is kept until the status holds it.
 * @module
 */
import type { InferenceService } from '../../api/inference/inference-service.ts'
import { keyOf } from '../../kube/key.ts'
import type { KubeObject } from '../../kube/types.ts'
import { findCondition } from '../../vocabulary/conditions.ts'
import { type AskOptions, askEngine } from '../learning/ask-engine.ts'
import { Patience } from '../learning/patience.ts'
import { servedBy } from '../learning/served.ts'
import { memoryUsage } from './memory-usage.ts'

type ServiceObject = InferenceService & KubeObject

export interface MemoryWatchOptions extends AskOptions {
  readonly services: () => readonly ServiceObject[]
  /** Looks at one again, by its key. */
  readonly touch: (key: string) => void
}

/** Engines asked in one pass, and at a time: each may take seconds not to answer. */
const asksPerPass = 40
const atOnce = 5

/** Passes for which one that could not be asked is left alone. */
const pausePasses = 30

export class MemoryWatch {
  readonly #options: MemoryWatchOptions
  readonly #answers = new Map<string, string>()
  readonly #patience = new Patience(pausePasses)

  constructor(options: MemoryWatchOptions) {
    this.#options = options
  }

  /** What the engine of a service told, by the service's UID. */
  of(uid: string): string | undefined {
    return this.#answers.get(uid)
  }

  /** A service changed: of one that does not serve, or tells it, nothing is kept. */
  take({ metadata, status }: ServiceObject, isGone: boolean): void {
    const serves = findCondition(status?.conditions, 'Ready')?.status === 'True'
    if (isGone || !serves || status?.resourceUsage !== undefined) this.#answers.delete(metadata.uid ?? '')
  }

  /** Asks those that serve and do not tell yet. */
  async pass(signal: AbortSignal): Promise<void> {
    this.#patience.begin()
    const asked = this.#options
      .services()
      .filter(
        ({ metadata: { uid = '' }, status }) =>
          status?.resourceUsage === undefined && !this.#answers.has(uid) && !this.#patience.isPaused(uid),
      )
      .flatMap((service) => {
        const served = servedBy(service)
        return served === undefined ? [] : [{ service, served }]
      })
      .slice(0, asksPerPass)
    for (let first = 0; first < asked.length && !signal.aborted; first += atOnce)
      await Promise.all(
        asked.slice(first, first + atOnce).map(async ({ service, served }) => {
          const metrics = await askEngine(service, served, this.#options, signal)
          const totalGiB = service.status?.decision?.memory?.totalGiB
          const usage = metrics === undefined ? undefined : memoryUsage(metrics, served.candidate, totalGiB)
          const { uid = '' } = service.metadata
          if (usage === undefined) return this.#patience.pause(uid)
          this.#answers.set(uid, usage)
          this.#options.touch(keyOf(service))
        }),
      )
  }
}
