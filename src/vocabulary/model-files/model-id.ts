/**
 * Names of models as the hub writes them, and what may be a revision.
 * @module
 */

const segment = /^(?!.*(?:--|\.\.))[A-Za-z0-9_](?:[\w.-]{0,94}[A-Za-z0-9_])?$/

/** `org/name`, or a bare `name` as the oldest repositories have. Source: the hub's rules for repository names. */
export function isModelId(text: string): boolean {
  const parts = text.split('/')
  return parts.length <= 2 && parts.every((part) => segment.test(part)) && !/\.(?:git|ipynb)$/i.test(text)
}

/** A branch, a tag, `refs/pr/1` or a commit: what can also be a path below `refs/`. */
export function isRevision(text: string): boolean {
  return (
    text.length <= 250 &&
    text.split('/').every((part) => /^[A-Za-z0-9_][\w.+-]*$/.test(part) && !part.includes('..'))
  )
}

/** A revision that can never mean something else later: a commit, or the digest of a list of files. */
export function isPinned(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision)
}
