/**
 * Container images without a container builder: a docker-archive, which `ctr images import` and `docker load` read, from folders, one
 * layer each. The same folders give the same bytes.
 * @module
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'

/** A layer as a tar file, with the digest of its content. */
export interface Layer {
  readonly file: string
  /** Hexadecimal SHA-256. */
  readonly digest: string
}

/** What a container of the image runs, unless it is told otherwise. */
export interface ImageConfig {
  readonly entrypoint: readonly string[]
  /** `uid:gid`. Default: root. */
  readonly user?: string
  readonly env?: readonly string[]
  readonly workingDir?: string
}

const run = promisify(execFile)

/** Everything in the folder, owned by root, from the beginning of time. */
export async function makeLayer(folder: string, file: string): Promise<Layer> {
  const same = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner']
  await run('tar', [...same, '-C', folder, '-cf', file, '.'])
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return { file, digest: hash.digest('hex') }
}

/**
 * Writes an image.
 *
 * @param names `registry/name:tag`, whole: what runs containers takes no short form
 * @param layers the lowest first
 */
export async function writeImage(
  file: string,
  names: readonly string[],
  layers: readonly Layer[],
  config: ImageConfig,
): Promise<void> {
  const folder = await mkdtemp(`${file}-`)
  try {
    await writeFile(join(folder, 'config.json'), JSON.stringify(configOf(layers, config)))
    const named = await Promise.all(
      layers.map(async ({ file: tar, digest }) => {
        await mkdir(join(folder, digest), { recursive: true })
        await symlink(tar, join(folder, digest, 'layer.tar')).catch(ignoreThere)
        return `${digest}/layer.tar`
      }),
    )
    const manifest = [{ Config: 'config.json', RepoTags: names, Layers: named }]
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest))
    await run('tar', [
      '--dereference',
      '-C',
      folder,
      '-cf',
      file,
      'manifest.json',
      'config.json',
      ...new Set(named),
    ])
  } finally {
    await rm(folder, { recursive: true })
  }
}

function configOf(layers: readonly Layer[], config: ImageConfig) {
  const { entrypoint, user = '', env = [], workingDir = '/' } = config
  const created = '1970-01-01T00:00:00Z'
  return {
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    created,
    config: {
      Entrypoint: entrypoint,
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...env],
      User: user,
      WorkingDir: workingDir,
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => `sha256:${digest}`) },
    history: layers.map(() => ({ created, created_by: 'fitgate' })),
  }
}

function ignoreThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
