/**
 * The image that holds a pod's namespaces: nothing but busybox, asleep.
 * @module
 */
import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeLayer, writeImage } from '../image/archive.ts'

export const pauseImage = 'fitgate.dev/pause:1'

/** Writes it; `folder` is the caller's for anything. */
export async function writePauseImage(file: string, folder: string): Promise<void> {
  const root = join(folder, 'pause')
  await mkdir(join(root, 'bin'), { recursive: true })
  await copyFile('/bin/busybox', join(root, 'bin/busybox'))
  const layer = await makeLayer(root, join(folder, 'pause-layer.tar'))
  await writeImage(file, [pauseImage], [layer], { entrypoint: ['/bin/busybox', 'sleep', 'infinity'] })
  await rm(root, { recursive: true })
  await rm(layer.file)
}
