/**
 * A revision for sources that have none: the digest of what they list.
 * @module
 */
import { createHash } from 'node:crypto'
import type { RemoteFile } from '../remote-file.ts'

/** 40 digits, as engines expect of a commit; another one as soon as any file is another. */
export function revisionOf(files: readonly RemoteFile[]): string {
  const hash = createHash('sha256')
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1))
  for (const { path, bytes, declared, version } of sorted)
    hash.update(`${path}\0${bytes}\0${declared?.value ?? version ?? ''}\n`)
  return hash.digest('hex').slice(0, 40)
}
