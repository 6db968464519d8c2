/**
 * Changes of a cache that its volume cannot follow.
 * @module
 */
import type { CacheIntent, CachePaths } from '../../api/cache/intent.ts'
import { formatBytes } from '../../vocabulary/bytes.ts'
import type { FieldError } from '../../vocabulary/field-error.ts'

const fix = 'make another cache of another name, and let the engines use that one'

/** What a claim cannot become; empty where the change is one that can be made. */
export function impossibleChanges(before: CacheIntent, now: CacheIntent, paths: CachePaths): FieldError[] {
  const classes = [before.storage.storageClass, now.storage.storageClass] as const
  const modes = [before.storage.accessMode, now.storage.accessMode] as const
  const sizes = [before.storage.bytes, now.storage.bytes] as const
  const groups = [before.nodeGroup, now.nodeGroup].map((group) => group !== undefined)
  return [
    ...(classes[0] === classes[1]
      ? []
      : [
          {
            path: paths.storageClass,
            message: `was ${classes[0] ?? "the cluster's default"}, and a volume keeps its class`,
            fix,
          },
        ]),
    ...(modes[0] === modes[1]
      ? []
      : [{ path: paths.accessMode, message: `was ${modes[0]}, and a volume keeps its access mode`, fix }]),
    ...(sizes[0] === undefined || sizes[1] === undefined || sizes[1] >= sizes[0]
      ? []
      : [{ path: paths.size, message: `was ${formatBytes(sizes[0])}, and a volume never shrinks`, fix }]),
    ...(groups[0] === groups[1]
      ? []
      : [
          {
            path: paths.nodeGroup,
            message: groups[0]
              ? 'was there: a cache on nodes cannot become one volume'
              : 'was not there: a volume cannot become a cache on nodes',
            fix,
          },
        ]),
  ]
}
