/**
 * The image of the stand-in engine, under the names that workloads here ask for. The test hub is in it too.
 */
import { chmod, cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeLayer, writeImage } from '../../../src/sandbox/image/archive.ts'
import { nodeLayer } from '../../../src/sandbox/image/fitgate-image.ts'
import { writeHub } from './cached-model.ts'

const sources = fileURLToPath(new URL('./engine/', import.meta.url))
const hub = fileURLToPath(new URL('../../fetch/hub-server.mjs', import.meta.url))

/** Both engines' commands lead to the same program, which sees by which it was called. */
export async function writeEngineImage(file: string, names: readonly string[]): Promise<void> {
  const folder = await mkdtemp(`${file}-`)
  try {
    const root = join(folder, 'root')
    await mkdir(join(root, 'usr/local/bin'), { recursive: true })
    await cp(sources, join(root, 'opt/engine'), { recursive: true })
    await writeHub(join(root, 'opt/hub'))
    await cp(hub, join(root, 'opt/hub/hub-server.mjs'))
    await chmod(join(root, 'opt/engine/main.ts'), 0o755)
    for (const command of ['vllm', 'python3'])
      await symlink('/opt/engine/main.ts', join(root, 'usr/local/bin', command))
    const layers = [await nodeLayer(), await makeLayer(root, join(folder, 'layer.tar'))]
    await writeImage(file, names, layers, { entrypoint: ['vllm', 'serve'] })
  } finally {
    await rm(folder, { recursive: true })
  }
}
