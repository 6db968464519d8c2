/**
 * The claim of a cache: whether Jobs may mount it, and whether it still is the volume that the status speaks of.
 * @module
 */
import type { AIMCacheStatus } from '../../api/aim/cache.ts'
import { bytesOf } from '../../api/cache/bytes.ts'
import { formatBytes } from '../../vocabulary/bytes.ts'
import type { VolumeUse } from '../../vocabulary/model-files/result.ts'
import { type Finding, no } from '../aim-endpoint/finding.ts'
import type { CacheClaim } from './objects.ts'

export type StorageStatus = NonNullable<AIMCacheStatus['storage']>

export interface VolumeState {
  /** Condition `VolumeReady`. */
  readonly finding: Finding
  /** Jobs may be made that mount it; one that is not bound yet may be waiting for exactly that. */
  readonly isUsable: boolean
  /** What the status says is on it, is not: it is another one, or gone. */
  readonly isAnother: boolean
  readonly storage: StorageStatus
}

/**
 * @param name of the claim
 * @param refused what the API server said to the claim that is wanted
 * @param frozen what the live claim cannot become, one phrase each
 */
export function volumeState(
  name: string,
  claim: CacheClaim | undefined,
  before: StorageStatus | undefined,
  refused: Finding | undefined,
  frozen: readonly string[],
): VolumeState {
  if (claim === undefined) {
    const finding = refused ?? no('NotCreated', `PersistentVolumeClaim ${name} is not there yet`)
    // until there is another one, nobody knows that what was on the old is lost
    return { finding, isUsable: false, isAnother: false, storage: before ?? { pvcName: name } }
  }
  const { uid, deletionTimestamp } = claim.metadata
  const phase = claim.status?.phase ?? 'Pending'
  const isAnother =
    (before?.volumeUID !== undefined && before.volumeUID !== uid) ||
    (phase === 'Lost' && before?.pvcPhase !== 'Lost')
  const kept = isAnother ? {} : before
  const capacity = claim.status?.capacity?.storage
  const storage: StorageStatus = {
    ...sized({ ...kept, ...(capacity === undefined ? {} : { totalBytes: bytesOf(capacity) }) }),
    pvcName: name,
    pvcPhase: phase,
    ...(uid === undefined ? {} : { volumeUID: uid }),
  }
  const state = (finding: Finding, isUsable: boolean) => ({ finding, isUsable, isAnother, storage })
  if (deletionTimestamp !== undefined)
    return state(
      no(
        'Terminating',
        `PersistentVolumeClaim ${name} is being deleted; when no pod mounts it any more, it is made anew and filled again`,
      ),
      false,
    )
  if (phase === 'Lost')
    return state(
      no(
        'VolumeLost',
        `the volume of PersistentVolumeClaim ${name} is gone: delete the claim, and it is made anew and filled again`,
      ),
      false,
    )
  if (frozen.length > 0)
    return state(
      no(
        'Immutable',
        `${frozen.join('; ')}; a volume cannot change so: delete PersistentVolumeClaim ${name} to have it made anew and filled again`,
      ),
      true,
    )
  if (refused !== undefined) return state(refused, true)
  if (phase !== 'Bound')
    return state(
      { status: 'Unknown', reason: phase, message: `PersistentVolumeClaim ${name} is ${phase}` },
      true,
    )
  return state({ status: 'True', reason: 'Bound', message: 'the volume is there' }, true)
}

/** What is known of used and free space, with what a Job has found. */
export function withUse(storage: StorageStatus, use: VolumeUse | undefined): StorageStatus {
  if (use === undefined) return storage
  return { ...storage, ...sized({ ...storage, usedBytes: use.usedBytes, availableBytes: use.freeBytes }) }
}

/** Amounts, and the same for people. */
function sized({ totalBytes, usedBytes, availableBytes }: StorageStatus): StorageStatus {
  return {
    ...(totalBytes === undefined ? {} : { totalBytes, totalSize: formatBytes(totalBytes) }),
    ...(usedBytes === undefined ? {} : { usedBytes, usedSize: formatBytes(usedBytes) }),
    ...(availableBytes === undefined ? {} : { availableBytes, availableSize: formatBytes(availableBytes) }),
    ...(totalBytes === undefined || usedBytes === undefined || totalBytes === 0
      ? {}
      : { usagePercentage: Math.min(100, Math.round((100 * usedBytes) / totalBytes)) }),
  }
}
