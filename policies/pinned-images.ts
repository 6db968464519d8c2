/**
 * Images say which version they are.
 * @module
 */
import { literal } from './cel/names.ts'
import { imagesOf } from './container-parts.ts'
import { isOurs } from './ours.ts'
import type { Policy } from './policy.ts'

/** A digest, or a tag behind the last slash: a colon before it belongs to a registry's port. For both JavaScript and RE2. */
const pinned = '(@sha256:[0-9a-f]{64}|:[^/@:]+)$'
/** Tags that are moved to another image from day to day, with whatever else they say beside it (`rocm-latest`, `nightly`). */
const moving = ':([^/@:]*[-_.])?(latest|nightly|main|master|head|edge|dev|stable)([-_.][a-z][^/@:]*)?$'

const isPinned = new RegExp(pinned)
const isMoving = new RegExp(moving)

export const pinnedImages: Policy = {
  id: 'pinned-images',
  title: 'No latest or unpinned images',
  why: 'An image that changes under its name makes replicas of one workload run different engines, and a restart an upgrade that nobody tested.',
  severity: 'warning',
  appliesTo: isOurs,
  check: (subject) =>
    imagesOf(subject).flatMap(({ image, path }) => {
      const name = image.toLowerCase()
      if (!isPinned.test(name))
        return [
          { path, message: `"${image}" has no tag, which means latest`, fix: 'name a version or a digest' },
        ]
      return isMoving.test(name)
        ? [{ path, message: `the tag of "${image}" moves`, fix: 'name a version or a digest' }]
        : []
    }),
  cel: {
    keeps: ({ images }) =>
      `${images}.all(list, list.all(i, i.trim().lowerAscii().matches(${literal(pinned)}) && !i.trim().lowerAscii().matches(${literal(moving)})))`,
    message: 'an image has no tag, or one that moves; name a version or a digest',
  },
}
