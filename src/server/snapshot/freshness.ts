/**
 * The webhook's context from the newest snapshot. Its age is counted from the controller's last sign of life, by a clock that nobody sets:
 * a cluster where nothing changes is not stale.
 * @module
 */
import type { WebhookContext } from '../../../webhooks/context.ts'
import { contextOf, type DecisionContext } from '../../decide/context.ts'
import type { Snapshot } from '../../inventory/snapshot.ts'
import { sharedJson } from '../../vocabulary/shared-json.ts'

/** What a context says of the time is this old at most. Milliseconds */
const renewedMs = 1000

export class SnapshotHolder {
  /** As it came last. */
  #came: Snapshot | undefined
  /** The same, with what did not change since the one before. */
  #snapshot: Snapshot | undefined
  #heardAt = 0
  #fresh: DecisionContext | undefined
  #stale: DecisionContext | undefined
  #context: WebhookContext | undefined
  #madeAt = 0
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
    this.#context = undefined
    // By what it is, not by its version: somebody may have edited a file.
    if (snapshot === this.#came) return
    this.#came = snapshot
    this.#snapshot = sharedJson(snapshot, this.#snapshot)
    this.#fresh = undefined
    this.#stale = undefined
  }

  /** The controller says that the snapshot still holds. */
  heartbeat(): void {
    this.#heardAt = this.#monotonic()
    this.#context = undefined
  }

  /** Seconds since the last sign of life; `undefined` without a snapshot. */
  ageSeconds(): number | undefined {
    return this.#snapshot && (this.#monotonic() - this.#heardAt) / 1000
  }

  /** For one request: cheap, the context is renewed once a second and with every snapshot. */
  context(): WebhookContext {
    const now = this.#monotonic()
    if (this.#context && now - this.#madeAt < renewedMs) return this.#context
    this.#madeAt = now
    this.#context = this.#newContext()
    return this.#context
  }

  #decision(snapshot: Snapshot, isStale: boolean): DecisionContext {
    if (!isStale) {
      this.#fresh ??= decisionOf(snapshot, false)
      return this.#fresh
    }
    this.#stale ??= decisionOf(snapshot, true)
    return this.#stale
  }

  #newContext(): WebhookContext {
    const now = new Date()
    const snapshot = this.#snapshot
    if (!snapshot) return { decision: contextOf(undefined, now), now }
    const snapshotAgeSeconds = this.ageSeconds() ?? 0
    const isStale = snapshotAgeSeconds > snapshot.config.snapshotMaxAgeSeconds
    const { recipeUsers, endpointGPUs } = snapshot
    return { decision: this.#decision(snapshot, isStale), recipeUsers, endpointGPUs, now, snapshotAgeSeconds }
  }
}

function decisionOf(snapshot: Snapshot, stale: boolean): DecisionContext {
  const decision = contextOf(snapshot, new Date(snapshot.createdAt))
  return { ...decision, snapshot: { ...decision.snapshot, stale } }
}
