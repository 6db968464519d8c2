/**
 * Models of the hub from a volume that `fitgate fetch` filled elsewhere: for clusters with no way out. What the manifest there says is
 * verified again here.
 * @module
 */
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { blobPath, modelFolder, refPath } from '../../vocabulary/model-files/layout.ts'
import { isPinned } from '../../vocabulary/model-files/model-id.ts'
import { FetchError } from '../fetch-error.ts'
import type { Listing, RemoteFile, Source } from '../remote-file.ts'
import { type ManifestFile, readManifest } from '../volume/manifest.ts'

const readBytes = 2 ** 20

/** @param root of the other volume */
export function mirrorFolder(root: string, id: string, revision = 'main'): Source {
  const folder = join(root, modelFolder(id))
  const blobs = new Map<string, string>()

  async function list(): Promise<Listing> {
    const commit = isPinned(revision)
      ? revision
      : (await readFile(join(folder, refPath(revision)), 'utf8').catch(() => '')).trim()
    const manifest = isPinned(commit) ? await readManifest(folder, commit) : undefined
    if (manifest === undefined) {
      throw new FetchError(
        'NotFound',
        `the mirror ${root} does not hold ${id} at ${revision}; fill it where there is a network: fitgate fetch hf://${id}@${revision} --root ${root}`,
      )
    }
    for (const { path, blob } of manifest.files) blobs.set(path, blob)
    return { revision: commit, ref: revision, files: manifest.files.map(fileOf) }
  }

  return {
    label: `hf://${id}@${revision}`,
    list,
    async open(file, from, to, signal) {
      const path = join(folder, blobPath(blobs.get(file.path) ?? ''))
      return createReadStream(path, { start: from, end: to - 1, highWaterMark: readBytes, signal })
    },
    close: () => blobs.clear(),
  }
}

/** Known by the same name as at the hub, so that both fill one volume alike. */
function fileOf({ path, bytes, blob, sha256, version }: ManifestFile): RemoteFile {
  const declared =
    blob === sha256
      ? ({ algorithm: 'sha256', value: sha256 } as const)
      : ({ algorithm: 'git-sha1', value: blob } as const)
  return { path, bytes, declared, ranges: true, ...(version !== undefined && { version }) }
}
