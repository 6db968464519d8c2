/**
 * The Job that takes models off the volume of a cache.
 * @module
 */
import type { RenderedObject } from '../object.ts'
import { cacheFolder } from '../paths.ts'
import { renderCacheJob, resultFile } from './job.ts'
import { removeJobName } from './names.ts'
import type { CacheOwner } from './owner.ts'

/** The `component` label of such Jobs. */
export const removeComponent = 'cleanup'

export interface RemoveJobInput {
  readonly owner: CacheOwner
  /** PersistentVolumeClaim that they are on. */
  readonly claim: string
  /** Models by name. */
  readonly ids: readonly string[]
  /** The fitgate image. */
  readonly image: string
}

export function renderRemoveJob({ owner, claim, ids, image }: RemoveJobInput): RenderedObject {
  const name = removeJobName(claim, ids)
  return renderCacheJob({
    owner,
    name,
    component: removeComponent,
    image,
    args: [
      ...['cache', 'remove', '--root', cacheFolder, '--result', resultFile, '--owner', name],
      ...ids.toSorted(),
    ],
    claim,
  })
}
