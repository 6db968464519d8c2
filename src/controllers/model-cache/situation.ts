/**
 * All that a plan for a cache may know, and all that it may want done.
 * @module
 */
import type { GroupNode } from '../../decide/cache/nodes.ts'
import type { AllowedHosts } from '../../render/model-cache/fetch-job.ts'
import type { RenderedObject } from '../../render/object.ts'
import type { FetchProgress } from '../../vocabulary/model-files/progress.ts'
import type { EventNote } from '../aim-endpoint/event-notes.ts'
import type { Finding } from '../aim-endpoint/finding.ts'
import type { CacheClaim, CacheJob, CachePod } from './objects.ts'
import type { CacheObject, CacheStatus } from './read-cache.ts'
import type { JobResult } from './result-of-job.ts'
import type { CacheUser } from './users.ts'

export interface CacheSituation {
  /** As the API server has it. */
  readonly object: CacheObject
  /** Its own claim. */
  readonly claim?: CacheClaim
  /** What the API server said to the claim that is wanted, where it refused it. */
  readonly refused?: Finding
  /** Why the API server did not take its last Job; lower case, no full stop. */
  readonly jobRefused?: string
  /** Of copies on the disks of nodes. Absent: none are asked for. */
  readonly copies?: {
    /** The claim that they are on. */
    readonly claim?: CacheClaim
    /** What the API server said to it. */
    readonly refused?: Finding
    /** Of the whole cluster. */
    readonly nodes: readonly GroupNode[]
    /** Names of nodes with pods that mount it. */
    readonly users: ReadonlySet<string>
  }
  /** Its own Jobs. */
  readonly jobs: readonly CacheJob[]
  /** Of those that have ended, by UID. */
  readonly results: ReadonlyMap<string, JobResult>
  /** Of its Jobs. */
  readonly pods: readonly CachePod[]
  /** What the one that fetches told last. */
  readonly progress?: FetchProgress
  /** Who has the volume mounted, or names the cache. */
  readonly users: readonly CacheUser[]
  /** The node whose pods mount the volume, where only one node can. */
  readonly mountedOn?: string
  /** The fitgate image. */
  readonly image: string
  /** Where models may come from; absent: anywhere. */
  readonly sources?: AllowedHosts
  readonly now: Date
}

export interface CachePlan {
  /** To apply before anything else. */
  readonly claim?: RenderedObject
  /** Likewise, of the copies on nodes. */
  readonly copiesClaim?: RenderedObject
  /** Jobs that go after the status has been written: what they told is in it. */
  readonly remove: readonly CacheJob[]
  /** Made after the status has been written. */
  readonly create: readonly RenderedObject[]
  readonly status: CacheStatus
  readonly events: readonly EventNote[]
  /** To be counted when the status was written. */
  readonly counts: readonly CacheCount[]
  /** The pod to be asked how far it is. */
  readonly ask?: CachePod
  /** Look again after this. */
  readonly afterSeconds?: number
}

export type CacheCount =
  | { readonly what: 'fetch'; readonly outcome: string; readonly bytes: number }
  | { readonly what: 'eviction'; readonly reason: string; readonly bytes: number }
