/**
 * Keeps the newest snapshot of a source. Reviews wait for the first one for a short while; every later one is fetched beside them.
 * @module
 */
import { readSnapshot } from '../snapshot/document.ts'
import { SnapshotHolder } from '../snapshot/freshness.ts'
import type { SnapshotSource } from './source.ts'

export interface KeeperOptions {
  readonly source: SnapshotSource
  /** With it, only what it signed is believed. */
  readonly key?: string
  /** Seconds between two looks at the source. Default 15. */
  readonly refreshSeconds?: number
  /** Told of every snapshot that was not held before. Default: nobody. */
  readonly onLoad?: (version: string) => void
  /** Told when a look fails and when the words of the failure change. Default: nobody. */
  readonly onError?: (error: unknown) => void
}

/** Longest that a review waits for the first snapshot, ms: a webhook has two seconds in all. Without one it is answered all the same. */
const firstWait = 1000
/** A look that takes longer is not waited for any more: platforms drop what goes on when the request that began it is gone. ms */
const lost = 10_000

export class SnapshotKeeper {
  readonly holder = new SnapshotHolder()
  readonly #options: KeeperOptions
  #tag: string | undefined
  #looking: Promise<void> | undefined
  #lookedAt = Number.NEGATIVE_INFINITY
  #failure: string | undefined

  constructor(options: KeeperOptions) {
    this.#options = options
  }

  /** A look when one is due, for a platform that has to be told what goes on behind an answer; `undefined` when none is. */
  refresh(): Promise<void> | undefined {
    const { source, refreshSeconds = 15 } = this.#options
    const held = this.holder.current() !== undefined
    if (held && (source.constant || this.#sinceLook() < refreshSeconds * 1000)) return undefined
    return this.look()
  }

  /** Resolves when there is a snapshot, or when waiting longer would cost the review. */
  async ready(): Promise<void> {
    if (this.holder.current()) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, firstWait)
    })
    await Promise.race([this.look(), enough])
    clearTimeout(timer)
  }

  /** Looks now, or joins the look that is under way; never rejects, as what is held stays held. */
  look(): Promise<void> {
    if (this.#looking && this.#sinceLook() < lost) return this.#looking
    const looking = this.#look().finally(() => {
      if (this.#looking === looking) this.#looking = undefined
    })
    this.#looking = looking
    return looking
  }

  #sinceLook(): number {
    return performance.now() - this.#lookedAt
  }

  async #look(): Promise<void> {
    const { source, key, onLoad, onError } = this.#options
    this.#lookedAt = performance.now()
    try {
      const found = await source.read(this.#tag)
      if (found === 'unchanged') {
        this.holder.heartbeat()
      } else {
        const { text, signature, tag, live } = found
        const snapshot = readSnapshot(text, key === undefined ? undefined : { key, signature })
        const before = this.holder.current()?.version
        this.holder.hold(snapshot, live ? 0 : secondsSince(snapshot.createdAt))
        this.#tag = tag ?? undefined
        if (snapshot.version !== before) onLoad?.(snapshot.version)
      }
      this.#failure = undefined
    } catch (error) {
      if (String(error) !== this.#failure) onError?.(error)
      this.#failure = String(error)
    }
  }
}

function secondsSince(time: string): number {
  return Math.max(0, (Date.now() - Date.parse(time)) / 1000)
}
