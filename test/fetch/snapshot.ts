/**
 * What an engine would read of a model.
 * @module
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Path below the snapshot → SHA-256 of its content. */
export function snapshotOf(root: string, id = 'org/model', ref = 'main'): Readonly<Record<string, string>> {
  const folder = join(root, 'hub', `models--${id.replace('/', '--')}`)
  const snapshot = join(folder, 'snapshots', readFileSync(join(folder, 'refs', ref), 'utf8'))
  const names = readdirSync(snapshot, { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => statSync(join(snapshot, name)).isFile()).sort()
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(snapshot, name)))
        .digest('hex'),
    ]),
  )
}
