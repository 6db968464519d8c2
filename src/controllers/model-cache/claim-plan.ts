/**
 * The claim that a cache wants, as far as the one that is there lets it be.
 * @module
 */
import { bytesOf } from '../../api/cache/bytes.ts'
import type { CacheIntent, CacheKind, CachePaths } from '../../api/cache/intent.ts'
import { sizeNeed } from '../../decide/cache/size.ts'
import { renderCacheClaim } from '../../render/model-cache/claim.ts'
import type { CacheOwner } from '../../render/model-cache/owner.ts'
import type { RenderedObject } from '../../render/object.ts'
import { frozenFields, settleClaim } from '../aim-endpoint/claim.ts'
import type { Finding } from '../aim-endpoint/finding.ts'
import type { CacheClaim } from './objects.ts'

export interface ClaimPlan {
  /** Absent where nobody knows how large it has to be. */
  readonly wanted?: RenderedObject
  /** What is to be on it at most, as it was written or computed. */
  readonly size?: string
  /** What the live one cannot become, one phrase each. */
  readonly frozen: readonly string[]
  readonly problem?: Finding
}

export function planClaim(
  owner: CacheOwner & { readonly kind: CacheKind },
  intent: CacheIntent,
  paths: CachePaths,
  live: CacheClaim | undefined,
): ClaimPlan {
  const there = live?.spec.resources?.requests?.storage
  const { volumeBytes, unknown } = sizeNeed(intent)
  // what nobody wrote only grows
  const computed = Math.max(volumeBytes ?? 0, there === undefined ? 0 : bytesOf(there))
  if (intent.storage.size === undefined && computed === 0) {
    const message = `how much ${unknown.join(', ')} takes is not known: write ${paths.size}`
    return { frozen: [], problem: { status: 'False', reason: 'SizeUnknown', message } }
  }
  const wanted = renderCacheClaim(owner, intent, computed)
  const size = intent.storage.size ?? String(computed)
  // to one that is on its way out nothing is done
  if (live === undefined || live.metadata.deletionTimestamp !== undefined) return { wanted, size, frozen: [] }
  return {
    wanted: settleClaim(wanted, live) as RenderedObject,
    size,
    frozen: frozenFields(wanted, live, paths),
  }
}
