/**
 * Where work on a model is, below the root of a volume.
 * @module
 */
import { join } from 'node:path'
import { workFolder } from '../../vocabulary/model-files/layout.ts'

const nameOf = (id: string) => id.replace('/', '--')

export function leasePath(root: string, id: string): string {
  return join(root, workFolder, 'locks', `${nameOf(id)}.json`)
}

/** Files that are being fetched. */
export function partsFolder(root: string, id: string): string {
  return join(root, workFolder, 'parts', nameOf(id))
}

/** What was done, unless another file is named. */
export function auditFile(root: string): string {
  return join(root, workFolder, 'audit.jsonl')
}
