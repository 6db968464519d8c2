/**
 * What a published revision consists of. Its presence says that every file was verified.
 * @module
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isAmount, isRecord, parseJson } from '../../vocabulary/model-files/json-record.ts'
import { manifestPath, workFolder } from '../../vocabulary/model-files/layout.ts'
import type { Selection } from '../selection.ts'

export interface ManifestFile {
  readonly path: string
  readonly bytes: number
  /** Name below `blobs/`. */
  readonly blob: string
  readonly sha256: string
  /** What the source declared and was checked, `sha256`, `git-sha1`, …; `bytes` where it declared nothing. */
  readonly verifiedBy: string
  /** What the source called this content. */
  readonly version?: string
}

export interface Manifest {
  readonly id: string
  readonly revision: string
  /** `hf://org/name@main`. */
  readonly source: string
  /** RFC 3339. */
  readonly fetchedAt: string
  /** Patterns that chose these files, as the user gave them. */
  readonly selection: Selection
  readonly files: readonly ManifestFile[]
  /** Over paths, sizes and SHA-256 of all files. */
  readonly digest: string
}

/** Equal for equal files, wherever they came from. */
export function digestOf(files: readonly Pick<ManifestFile, 'path' | 'bytes' | 'sha256'>[]): string {
  const hash = createHash('sha256')
  for (const { path, bytes, sha256 } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1)))
    hash.update(`${path}\0${bytes}\0${sha256}\n`)
  return hash.digest('hex')
}

/** `undefined` where there is none, or none that makes sense. */
export async function readManifest(folder: string, revision: string): Promise<Manifest | undefined> {
  const text = await readFile(join(folder, manifestPath(revision)), 'utf8').catch(() => undefined)
  const value = text === undefined ? undefined : parseJson(text)
  if (!isRecord(value) || value.revision !== revision || !Array.isArray(value.files)) return undefined
  const { id, source, fetchedAt, digest } = value
  if (typeof id !== 'string' || typeof source !== 'string') return undefined
  if (typeof fetchedAt !== 'string' || typeof digest !== 'string') return undefined
  const files = value.files.filter(isFile)
  if (files.length !== value.files.length) return undefined
  return { id, revision, source, fetchedAt, digest, files, selection: selectionOf(value.selection) }
}

function selectionOf(value: unknown): Selection {
  if (!isRecord(value)) return {}
  const words = (list: unknown) =>
    Array.isArray(list) ? list.filter((word) => typeof word === 'string') : []
  return { include: words(value.include), exclude: words(value.exclude) }
}

function isFile(value: unknown): value is ManifestFile {
  return (
    isRecord(value) &&
    typeof value.path === 'string' &&
    isAmount(value.bytes) &&
    typeof value.blob === 'string' &&
    typeof value.sha256 === 'string' &&
    typeof value.verifiedBy === 'string'
  )
}

/** Of all revisions of a model that are published. */
export async function manifestsOf(folder: string): Promise<readonly Manifest[]> {
  const names = await readdir(join(folder, workFolder)).catch(() => [])
  const revisions = names
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
  const found = await Promise.all(revisions.map((revision) => readManifest(folder, revision)))
  return found.filter((manifest) => manifest !== undefined)
}
