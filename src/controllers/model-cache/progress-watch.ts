/**
 * How far downloads are: asked of the pods themselves, which need no right in the cluster for it, and not too often.
 * @module
 */
import { progressPort } from '../../render/model-cache/job.ts'
import { type FetchProgress, readProgress } from '../../vocabulary/model-files/progress.ts'
import type { CachePod } from './objects.ts'

export interface ProgressWatchOptions {
  readonly readText: (url: string, signal: AbortSignal) => Promise<string>
  /** Milliseconds that only grow. */
  readonly now: () => number
}

/** Between two questions, and so between two writes of how far a download is, seconds. */
export const progressSeconds = 15

interface Answer {
  readonly pod: string | undefined
  readonly at: number
  readonly progress?: FetchProgress
}

export class ProgressWatch {
  readonly #options: ProgressWatchOptions
  readonly #answers = new Map<string, Answer>()

  constructor(options: ProgressWatchOptions) {
    this.#options = options
  }

  /** What the fetching pod of a cache told last. */
  last(key: string): FetchProgress | undefined {
    return this.#answers.get(key)?.progress
  }

  /** Asks again if it is time. @returns whether there is a new answer */
  async ask(key: string, { metadata, status }: CachePod): Promise<boolean> {
    const { now, readText } = this.#options
    const last = this.#answers.get(key)
    const before = last?.pod === metadata.uid ? last : undefined
    if (before !== undefined && now() - before.at < progressSeconds * 1000) return false
    const address = status?.podIP ?? ''
    const host = address.includes(':') ? `[${address}]` : address
    const progress = await readText(`http://${host}:${progressPort}/progress`, AbortSignal.timeout(5000))
      .then((text) => readProgress(JSON.parse(text)))
      // it may not listen yet, or not any more; what it told last stays
      .catch(() => undefined)
    const known = progress ?? before?.progress
    this.#answers.set(key, {
      pod: metadata.uid,
      at: now(),
      ...(known === undefined ? {} : { progress: known }),
    })
    return progress !== undefined
  }

  /** Nothing of the cache is downloaded any more. */
  forget(key: string): void {
    this.#answers.delete(key)
  }
}
