/**
 * The image that the `Dockerfile` describes, made without Docker: Node, the libraries it needs, and the program as a few files.
 * @module
 */
import { execFile } from 'node:child_process'
import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder } from '../cache-folder.ts'
import { completeFolder } from '../complete-folder.ts'
import { checkout as ownCheckout } from '../fitgate/command-line.ts'
import { type ImageConfig, type Layer, makeLayer, writeImage } from './archive.ts'

/** Where the image has the program. */
export const installFolder = '/opt/fitgate'

/** What of a checkout is in the image, at the same place below `installFolder`. `dist/cli` is made from the sources. */
export const imageFiles = ['dist/cli', 'manifests', 'LICENSE'] as const

/** The program on the image's PATH. */
export const commandPath = '/usr/local/bin/fitgate'

export const imageConfig = {
  entrypoint: ['fitgate'],
  user: '65532:65532',
  workingDir: '/',
  // glibc keeps what one thread frees for that thread; V8 has four, for compiling and collecting
  env: ['MALLOC_ARENA_MAX=1'],
} as const satisfies ImageConfig

const run = promisify(execFile)
const require = createRequire(import.meta.url)

/** @param tag as the manifests have it, `0.1.0` */
export const fitgateImageName = (tag: string) => `docker.io/library/fitgate:${tag}`

/**
 * Writes the image of a checkout.
 *
 * @param file the docker-archive
 * @param names whole, as `fitgateImageName` has them
 */
export async function writeFitgateImage(
  file: string,
  names: readonly string[],
  checkout = ownCheckout,
): Promise<void> {
  const folder = await mkdtemp(`${file}-`)
  try {
    const base = await nodeLayer()
    const root = join(folder, 'root')
    await bundleInto(join(root, installFolder, 'dist/cli'), checkout)
    for (const name of imageFiles) {
      if (name !== 'dist/cli')
        await cp(join(checkout, name), join(root, installFolder, name), { recursive: true })
    }
    await mkdir(dirname(join(root, commandPath)), { recursive: true })
    await symlink(join(installFolder, 'dist/cli/main.mjs'), join(root, commandPath))
    await writeImage(file, names, [base, await makeLayer(root, join(folder, 'layer.tar'))], imageConfig)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function bundleInto(folder: string, checkout: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const command = join(dirname(require.resolve('rolldown/package.json')), 'bin/cli.mjs')
  await run(process.execPath, [command, '--config', 'rolldown.config.ts', '--log-level', 'silent'], {
    cwd: checkout,
    env: { ...process.env, FITGATE_BUNDLE_INTO: folder },
  })
  await chmod(join(folder, 'main.mjs'), 0o755)
}

/** Raised when the way of making the base changes. */
const baseVersion = 1

/** Node from npm with the libraries that it is linked to, as images have them; made once and kept. */
export async function nodeLayer(): Promise<Layer> {
  const node = join(dirname(require.resolve('node/package.json')), 'bin/node')
  const { version } = require('node/package.json') as { readonly version: string }
  const kept = join(cacheFolder(process.env), `image-node-${version}-${baseVersion}`)
  await completeFolder(kept, async (temporary) => {
    const root = join(temporary, 'root')
    await mkdir(join(root, 'usr/local/bin'), { recursive: true })
    await copyFile(node, join(root, 'usr/local/bin/node'))
    for (const library of await librariesOf(node)) {
      await mkdir(dirname(join(root, library)), { recursive: true })
      await copyFile(library, join(root, library))
    }
    await mkdir(join(root, 'etc'))
    await writeFile(join(root, 'etc/passwd'), 'root:x:0:0::/root:/\nnonroot:x:65532:65532::/home/nonroot:/\n')
    await mkdir(join(root, 'tmp'))
    await chmod(join(root, 'tmp'), 0o1777)
    const { digest } = await makeLayer(root, join(temporary, 'layer.tar'))
    await rm(root, { recursive: true })
    await writeFile(join(temporary, 'digest'), digest)
  })
  return { file: join(kept, 'layer.tar'), digest: await readFile(join(kept, 'digest'), 'utf8') }
}

/** Paths that the loader finds for a binary. */
async function librariesOf(binary: string): Promise<readonly string[]> {
  const { stdout } = await run('ldd', [binary])
  return [...new Set(stdout.match(/\/\S+/g) ?? [])]
}
