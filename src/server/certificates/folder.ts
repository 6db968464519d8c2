/**
 * The material from the folder where the Secret is mounted. Polled, as kubelets swap such folders by symbolic link and file watchers
 * miss that on some systems; a read that fails keeps the old material.
 * @module
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HeldMaterial, type MaterialSource } from './material.ts'

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
  const read = (name: string) => readFile(join(options.folder, name), 'utf8')
  const look = async () => {
    try {
      const [bundle, key, snapshotKey] = await Promise.all([
        read('ca.crt'),
        read('ca.key'),
        read('snapshot.key'),
      ])
      for (const [name, text] of Object.entries({
        'ca.crt': bundle,
        'ca.key': key,
        'snapshot.key': snapshotKey,
      })) {
        if (text.trim() === '') throw new Error(`${join(options.folder, name)} is empty`)
      }
      held.set({ bundle, key, snapshotKey: snapshotKey.trim() })
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
