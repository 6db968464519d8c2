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
/** Unless they name one build: a day, or a commit (`nightly_main_20250420`, `nightly-a1b2c3…`). */
const oneBuild = '[-_.](20[0-9]{2}[-_.]?[01][0-9][-_.]?[0-3][0-9]|[0-9a-f]{40})([-_.][^/@:]*)?$'

const isPinned = new RegExp(pinned)
const [isMoving, isOneBuild] = [moving, oneBuild].map((pattern) => new RegExp(pattern)) as [RegExp, RegExp]

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
      return isMoving.test(name) && !isOneBuild.test(name)
        ? [{ path, message: `the tag of "${image}" moves`, fix: 'name a version or a digest' }]
        : []
    }),
  cel: {
    keeps({ images }) {
      const matches = (pattern: string) => `i.trim().lowerAscii().matches(${literal(pattern)})`
      const moves = `${matches(moving)} && !${matches(oneBuild)}`
      return `${images}.all(list, list.all(i, ${matches(pinned)} && !(${moves})))`
    },
    message: 'an image has no tag, or one that moves; name a version or a digest',
  },
}
