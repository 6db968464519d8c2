/**
 * The material from the folder where the Secret is mounted. A read that fails keeps the old material.
 * @module
 */
import { readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { poll } from '../poll.ts'
import { HeldMaterial, type Material, type MaterialSource } from './material.ts'

export interface FolderOptions {
  readonly folder: string
  /** ms between two looks. Default 2000. */
  readonly interval?: number
  /** Told of each look. Default: nobody. */
  readonly onRead?: (error?: unknown) => void
}

/** Starts to watch at once; the first look has happened when the promise resolves, whether or not it found anything. */
export async function watchFolder(options: FolderOptions): Promise<MaterialSource> {
  const held = new HeldMaterial()
  const polling = await poll({
    interval: options.interval ?? 2000,
    onLook: options.onRead,
    look: async () => held.set(await readMaterial(options.folder)),
  })
  return {
    current: () => held.current(),
    onChange: (listener) => held.onChange(listener),
    stop() {
      polling.stop()
      held.stop()
    },
  }
}

async function readMaterial(mounted: string): Promise<Material> {
  // Kubelets swap all files at once by the link `..data`: read behind it, or old and new could be mixed.
  const folder = await realpath(join(mounted, '..data')).catch(() => mounted)
  const read = async (name: string) => {
    const text = await readFile(join(folder, name), 'utf8')
    if (text.trim() === '') throw new Error(`${join(mounted, name)} is empty`)
    return text
  }
  const [bundle, key, snapshotKey] = await Promise.all([read('ca.crt'), read('ca.key'), read('snapshot.key')])
  return { bundle, key, snapshotKey: snapshotKey.trim() }
}
