/**
 * The files that paths on the command line stand for: files as they are, folders with all manifests below them.
 * @module
 */
import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { cannotRead, readText } from '../read-text.ts'

export interface ManifestFile {
  /** As reached from what was given; `-` is standard input. */
  readonly path: string
  readonly text: string
}

/** @throws UsageError for a path that cannot be read */
export async function readManifestFiles(paths: readonly string[]): Promise<ManifestFile[]> {
  const files = (await Promise.all(paths.map(filesAt))).flat()
  const seen = new Set<string>()
  const read: ManifestFile[] = []
  for (const { path, isNamed } of files) {
    if (seen.has(path)) continue
    seen.add(path)
    const text = await readText(path)
    if (isNamed || isManifest(path, text)) read.push({ path, text })
  }
  return read
}

interface Found {
  readonly path: string
  /** Given by its own name, not found in a folder. */
  readonly isNamed: boolean
}

async function filesAt(path: string): Promise<Found[]> {
  if (path === '-') return [{ path, isNamed: true }]
  const entry = await stat(path).catch((error: unknown) => {
    throw cannotRead(path, error)
  })
  if (!entry.isDirectory()) return [{ path, isNamed: true }]
  return (await filesBelow(path, new Set())).map((file) => ({ path: file, isNamed: false }))
}

/** In the order of their names. Hidden folders and `node_modules` hold nobody's manifests, and a chart's templates are no YAML yet. */
async function filesBelow(folder: string, seen: Set<string>): Promise<string[]> {
  // links may lead back
  const real = await realpath(folder).catch(() => folder)
  if (seen.has(real)) return []
  seen.add(real)
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw cannotRead(folder, error)
  })
  const isChart = entries.some(({ name }) => name === 'Chart.yaml')
  const found: string[] = []
  for (const { name } of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, name)
    if (name.startsWith('.') || name === 'node_modules' || (isChart && name === 'templates')) continue
    // a link counts as what it leads to, a dangling one as nothing
    const entry = await stat(path).catch(() => undefined)
    if (entry?.isDirectory()) found.push(...(await filesBelow(path, seen)))
    else if (entry?.isFile() && /\.(ya?ml|json)$/.test(name)) found.push(path)
  }
  return found
}

/** Most JSON files of a repository are something else. */
function isManifest(path: string, text: string): boolean {
  return !path.endsWith('.json') || text.includes('"apiVersion"')
}
