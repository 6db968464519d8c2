/**
 * Which models a volume holds, those that other tools put there too.
 * @module
 */
import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { modelOfFolder, snapshotPath } from '../../vocabulary/model-files/layout.ts'
import { readManifest } from './manifest.ts'

export interface InstalledRevision {
  readonly revision: string
  /** Branches and tags that mean it. */
  readonly refs: readonly string[]
  readonly files: number
  readonly bytes: number
  /** Absent for what was not fetched by us, and so was not verified. */
  readonly digest?: string
  readonly source?: string
  /** RFC 3339. */
  readonly fetchedAt?: string
}

export interface InstalledModel {
  readonly id: string
  /** Content that several revisions share counts once. */
  readonly bytes: number
  readonly revisions: readonly InstalledRevision[]
}

/** In the order of their names. */
export async function installedModels(root: string): Promise<readonly InstalledModel[]> {
  const hub = join(root, 'hub')
  const names = await readdir(hub).catch(() => [])
  const models: InstalledModel[] = []
  for (const name of names.sort()) {
    const id = modelOfFolder(name)
    if (id !== undefined) models.push(await installedModel(join(hub, name), id))
  }
  return models
}

async function installedModel(folder: string, id: string): Promise<InstalledModel> {
  const refs = await refsOf(folder)
  const revisions: InstalledRevision[] = []
  for (const revision of (await readdir(join(folder, 'snapshots')).catch(() => [])).sort()) {
    const manifest = await readManifest(folder, revision)
    const files = await linkedBlobs(join(folder, snapshotPath(revision)))
    const bytes = await bytesOf(folder, files)
    revisions.push({
      revision,
      refs: [...refs].filter(([, meant]) => meant === revision).map(([ref]) => ref),
      files: files.length,
      bytes,
      ...(manifest && { digest: manifest.digest, source: manifest.source, fetchedAt: manifest.fetchedAt }),
    })
  }
  return { id, bytes: await bytesOf(folder, await readdir(join(folder, 'blobs')).catch(() => [])), revisions }
}

/** Ref → revision. */
export async function refsOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const root = join(folder, 'refs')
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => [])
  const found = new Map<string, string>()
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    found.set(path.slice(root.length + 1), (await readFile(path, 'utf8')).trim())
  }
  return found
}

/** Names of the blobs that a snapshot's links lead to. */
export async function linkedBlobs(snapshot: string): Promise<readonly string[]> {
  const entries = await readdir(snapshot, { recursive: true, withFileTypes: true }).catch(() => [])
  const links = entries.filter((entry) => entry.isSymbolicLink())
  return Promise.all(links.map(async (entry) => basename(await readlink(join(entry.parentPath, entry.name)))))
}

async function bytesOf(folder: string, blobs: readonly string[]): Promise<number> {
  let bytes = 0
  for (const blob of new Set(blobs))
    bytes += (await stat(join(folder, 'blobs', blob)).catch(() => ({ size: 0 }))).size
  return bytes
}
