/**
 * Applies the claim of a cache, and remembers what the API server refused: a class that cannot grow refuses the same every time.
 * @module
 */
import { isRefusal } from '../../kube/api-error.ts'
import { applyIfChanged } from '../../kube/apply.ts'
import { resources } from '../../kube/resources.ts'
import type { KubeClient } from '../../kube/types.ts'
import type { RenderedObject } from '../../render/object.ts'
import { sameJson } from '../../vocabulary/same-json.ts'
import type { Finding } from '../aim-endpoint/finding.ts'
import type { CacheClaim } from './objects.ts'

/** Until a refused claim is tried again, seconds: a class may have been changed. */
const refusedSeconds = 300

interface Refused {
  readonly wanted: RenderedObject
  readonly finding: Finding
  readonly at: number
}

export interface AppliedClaim {
  readonly claim?: CacheClaim
  readonly refused?: Finding
  /** Try again after this. */
  readonly afterSeconds?: number
}

export class ClaimApplier {
  readonly #client: KubeClient
  readonly #now: () => number
  readonly #refused = new Map<string, Refused>()

  /** @param now milliseconds that only grow */
  constructor(client: KubeClient, now: () => number) {
    this.#client = client
    this.#now = now
  }

  /** @param live the cache's own, as last seen */
  async apply(key: string, wanted: RenderedObject, live: CacheClaim | undefined): Promise<AppliedClaim> {
    const there = live === undefined ? {} : { claim: live }
    if (live?.metadata.deletionTimestamp !== undefined) return there
    const before = this.#refused.get(key)
    if (before !== undefined && sameJson(before.wanted, wanted)) {
      const left = refusedSeconds - (this.#now() - before.at) / 1000
      if (left > 0) return { ...there, refused: before.finding, afterSeconds: left }
    }
    try {
      const { object } = await applyIfChanged(
        this.#client,
        resources.persistentVolumeClaim,
        wanted as RenderedObject & CacheClaim,
        live,
      )
      this.#refused.delete(key)
      return { claim: object }
    } catch (error) {
      if (!isRefusal(error)) throw error
      const message = `PersistentVolumeClaim ${wanted.metadata.name} was refused: ${error.message}`
      const finding = { status: 'False', reason: 'ClaimRefused', message } as const
      this.#refused.set(key, { wanted, finding, at: this.#now() })
      return { ...there, refused: finding, afterSeconds: refusedSeconds }
    }
  }

  forget(key: string): void {
    this.#refused.delete(key)
  }
}
