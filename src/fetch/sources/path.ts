/**
 * A folder of files, copied. Checksums come from a `SHA256SUMS` in it, if there is one.
 * @module
 */
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, relative, resolve, sep } from 'node:path'
import { codeOf, FetchError, wordsOf } from '../fetch-error.ts'
import type { Listing, RemoteFile, Source } from '../remote-file.ts'
import { parseList } from './checksum-list.ts'
import { revisionOf } from './revision.ts'

const sums = 'SHA256SUMS'
const readBytes = 2 ** 20

export function pathSource(path: string): Source {
  const root = resolve(path)
  let single = false

  async function list(): Promise<Listing> {
    try {
      const found = await stat(root)
      single = found.isFile()
      const files = single ? [await describe(root, basename(root))] : await folder()
      return { revision: revisionOf(files), ref: 'main', files }
    } catch (error) {
      if (error instanceof FetchError) throw error
      const outcome = codeOf(error) === 'ENOENT' ? 'NotFound' : 'BadInput'
      throw new FetchError(
        outcome,
        `${path}: ${outcome === 'NotFound' ? 'there is no such file or folder' : wordsOf(error)}`,
      )
    }
  }

  async function folder(): Promise<RemoteFile[]> {
    const entries = await readdir(root, { recursive: true, withFileTypes: true })
    const text = await readFile(join(root, sums), 'utf8').catch(() => '')
    const declared = new Map(
      parseList(text, join(path, sums)).map(({ name, sha256 }) => [name.replace(/^\.\//, ''), sha256]),
    )
    const files: RemoteFile[] = []
    for (const entry of entries) {
      const file = join(entry.parentPath, entry.name)
      const name = relative(root, file).split(sep).join('/')
      if (entry.isDirectory() || name === sums) continue
      files.push(await describe(file, name, declared.get(name)))
    }
    return files
  }

  return {
    label: path,
    list,
    async open(file, from, to, signal) {
      const place = single ? root : join(root, file.path)
      const { size, mtimeMs } = await stat(place)
      if (versionOf(size, mtimeMs) !== file.version)
        throw new FetchError('SourceChanged', `${place} changed while it was copied; start again`)
      return createReadStream(place, { start: from, end: to - 1, highWaterMark: readBytes, signal })
    },
    close() {},
  }
}

async function describe(file: string, path: string, sha256?: string): Promise<RemoteFile> {
  const { size, mtimeMs } = await stat(file)
  return {
    path,
    bytes: size,
    version: versionOf(size, mtimeMs),
    ranges: true,
    ...(sha256 !== undefined && { declared: { algorithm: 'sha256', value: sha256 } as const }),
  }
}

const versionOf = (bytes: number, modifiedMs: number) => `${bytes}-${Math.floor(modifiedMs)}`
