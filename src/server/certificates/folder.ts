/**
 * The material from the folder where the Secret is mounted. Polled, as kubelets swap such folders by symbolic link and file watchers
 * miss that on some systems; a read that fails keeps the old material.
 * @module
 */
import { readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
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
  const look = async () => {
    try {
      held.set(await readMaterial(options.folder))
      options.onRead?.()
    } catch (error) {
      options.onRead?.(error)
    }
  }
  await look()
  const timer = setInterval(look, options.interval ?? 2000)
  return {
    current: () => held.current(),
    onChange: (listener) => held.onChange(listener),
    stop() {
      clearInterval(timer)
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
