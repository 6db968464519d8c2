/**
 * The webhook's context from the newest snapshot. Its age is counted from the controller's last sign of life, by a clock that nobody sets:
 * a cluster where nothing changes is not stale.
 * @module
 */
import type { WebhookContext } from '../../../webhooks/context.ts'
import { contextOf } from '../../decide/context.ts'
import type { Snapshot } from '../../inventory/snapshot.ts'

export class SnapshotHolder {
  #snapshot: Snapshot | undefined
  #heardAt = 0
  #fresh: WebhookContext | undefined
  #stale: WebhookContext | undefined
  readonly #monotonic: () => number

  /** @param monotonic ms of a clock that only goes forward; default `performance.now` */
  constructor(monotonic: () => number = () => performance.now()) {
    this.#monotonic = monotonic
  }

  current(): Snapshot | undefined {
    return this.#snapshot
  }

  /**
   * A snapshot arrived, new or the same.
   * @param ageSeconds since somebody vouched for it; default 0, as it comes from the controller itself
   */
  hold(snapshot: Snapshot, ageSeconds = 0): void {
    this.#heardAt = this.#monotonic() - ageSeconds * 1000
    // By what it is, not by its version: somebody may have edited a file.
    if (snapshot === this.#snapshot) return
    this.#snapshot = snapshot
    this.#fresh = undefined
    this.#stale = undefined
  }

  /** The controller says that the snapshot still holds. */
  heartbeat(): void {
    this.#heardAt = this.#monotonic()
  }

  /** Seconds since the last sign of life; `undefined` without a snapshot. */
  ageSeconds(): number | undefined {
    return this.#snapshot && (this.#monotonic() - this.#heardAt) / 1000
  }

  /** For one request: cheap, the context is built once a version. */
  context(): WebhookContext {
    const snapshot = this.#snapshot
    if (!snapshot) return { decision: contextOf(undefined, new Date()) }
    const isStale = (this.ageSeconds() ?? 0) > snapshot.config.snapshotMaxAgeSeconds
    if (isStale) {
      this.#stale ??= contextWith(snapshot, true)
      return this.#stale
    }
    this.#fresh ??= contextWith(snapshot, false)
    return this.#fresh
  }
}

function contextWith(snapshot: Snapshot, stale: boolean): WebhookContext {
  const decision = contextOf(snapshot, new Date(snapshot.createdAt))
  return {
    decision: { ...decision, snapshot: { ...decision.snapshot, stale } },
    recipeUsers: snapshot.recipeUsers,
    endpointGPUs: snapshot.endpointGPUs,
    now: () => new Date(),
  }
}
