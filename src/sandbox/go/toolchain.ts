/**
 * Downloads the official Go toolchain where there is none. The module proxy serves it as the module `golang.org/toolchain`,
 * which is where the `go` command itself gets other versions from; what arrives must have the hash that is pinned here.
 * @module
 */
import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { completeFolder } from '../complete-folder.ts'
import type { ReportProgress } from '../progress.ts'
import { SandboxError } from '../sandbox-error.ts'
import { DirHash } from './dir-hash.ts'
import type { Go } from './find-go.ts'
import { unzip } from './unzip.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface PinnedToolchain {
  readonly version: string
  /** `<platform>-<arch>` as Node names them → the name in the module version, and the module's hash. */
  readonly platforms: Readonly<Record<string, { readonly name: string; readonly hash: string }>>
}

/** Hashes as the checksum database has them: https://sum.golang.org/lookup/golang.org/toolchain@v0.0.1-go1.26.8.linux-amd64 and so on. */
export const pinnedToolchain: PinnedToolchain = {
  version: '1.26.8',
  platforms: {
    'linux-x64': { name: 'linux-amd64', hash: 'h1:ZOmGe1OnfREDMIdb1Qi4G9JSuDPBLGExZMQ4nis1RXM=' },
    'linux-arm64': { name: 'linux-arm64', hash: 'h1:sYL/O6MqS68ML0kjsQ36WoYIpJqkw60TxizWUYUKQMc=' },
    'darwin-x64': { name: 'darwin-amd64', hash: 'h1:7/9KPPN8PckcA9s91hm2jmQMhzW4KyTJXHIs45L0C9M=' },
    'darwin-arm64': { name: 'darwin-arm64', hash: 'h1:dFjGhY6f8DTsY8/rLchUTDRRfjJP4pCrGCwxvHFT2Fg=' },
  },
}

export interface ToolchainOptions {
  /** The toolchain is put into `<folder>/go<version>`. */
  readonly folder: string
  readonly env: Environment
  readonly progress?: ReportProgress
  readonly signal?: AbortSignal
  /** Default: the one pinned here, for this machine. */
  readonly pinned?: PinnedToolchain
  readonly platform?: string
}

/** The toolchain, downloaded, verified and unpacked unless that was done before. */
export async function downloadGo(options: ToolchainOptions): Promise<Go & { readonly root: string }> {
  const { folder, env, progress, signal, pinned = pinnedToolchain } = options
  const platform = options.platform ?? `${process.platform}-${process.arch}`
  const found = pinned.platforms[platform]
  if (found === undefined) {
    throw new SandboxError(
      'BinariesMissing',
      `There is no Go on this machine, and none to download for ${platform}.\nInstall Go ${pinned.version} or newer: https://go.dev/dl`,
    )
  }
  const module = `golang.org/toolchain@v0.0.1-go${pinned.version}.${found.name}`
  const root = await completeFolder(
    join(folder, `go${pinned.version}`),
    async (temporary) => {
      const archive = await download(module, { env, progress, signal })
      await unpack(archive, module, found.hash, temporary)
    },
    { signal },
  )
  return { root, command: join(root, 'bin/go'), version: pinned.version }
}

/** Proxies to ask, in order: those of GOPROXY (commas and bars separate), else the public one. */
export function proxies(env: Environment): readonly string[] {
  const named = (env.GOPROXY ?? '').split(/[,|]/).map((part) => part.trim().replace(/\/+$/, ''))
  const urls = named.filter((part) => /^(https?|file):\/\//.test(part))
  return urls.length > 0 ? urls : ['https://proxy.golang.org']
}

async function download(
  module: string,
  { env, progress, signal }: Pick<ToolchainOptions, 'env' | 'progress' | 'signal'>,
): Promise<Buffer> {
  const path = `${module.replace('@', '/@v/')}.zip`
  const failures: string[] = []
  for (const proxy of proxies(env)) {
    try {
      return await fetchArchive(`${proxy}/${path}`, progress, signal)
    } catch (error) {
      signal?.throwIfAborted()
      failures.push(`  ${proxy}/${path}: ${causeOf(error)}`)
    }
  }
  throw new SandboxError(
    'DownloadFailed',
    `There is no Go on this machine, and it could not be downloaded:\n${failures.join('\n')}\nInstall Go ${pinnedToolchain.version} or newer (https://go.dev/dl), or set GOPROXY to a Go module proxy that can be reached.`,
  )
}

async function fetchArchive(url: string, progress?: ReportProgress, signal?: AbortSignal): Promise<Buffer> {
  if (url.startsWith('file:')) return readFile(fileURLToPath(url))
  const response = await fetch(url, { signal })
  if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`)
  const megabyte = 1_000_000
  const total = Number(response.headers.get('content-length') ?? 0) / megabyte
  const started = Date.now()
  const chunks: Uint8Array[] = []
  let done = 0
  for await (const chunk of response.body) {
    chunks.push(chunk)
    done += chunk.length / megabyte
    const elapsedSeconds = (Date.now() - started) / 1000
    progress?.({
      component: `Go ${pinnedToolchain.version}`,
      activity: 'downloading',
      unit: 'MB',
      done,
      total,
      elapsedSeconds,
      ...(total > 0 && elapsedSeconds > 1
        ? { remainingSeconds: (elapsedSeconds / done) * (total - done) }
        : {}),
    })
  }
  return Buffer.concat(chunks)
}

/** Unpacks into a folder that nobody uses yet; throws when the hash is not the pinned one. */
async function unpack(archive: Buffer, module: string, expected: string, folder: string): Promise<void> {
  const hash = new DirHash()
  const prefix = `${module}/`
  const made = new Set<string>()
  for (const entry of unzip(archive)) {
    if (!entry.name.startsWith(prefix)) throw new Error(`${entry.name} is not of ${module}`)
    const content = entry.content()
    hash.add(entry.name, content)
    const name = entry.name.slice(prefix.length)
    const file = join(folder, name)
    if (!made.has(dirname(file))) await mkdir(dirname(file), { recursive: true })
    made.add(dirname(file))
    await writeFile(file, content)
    // module zips carry no modes
    if (/^(bin|pkg)\//.test(name)) await chmod(file, 0o755)
  }
  const actual = hash.digest()
  if (actual !== expected) {
    throw new SandboxError(
      'DownloadFailed',
      `The Go toolchain that was downloaded is not the official one: its hash is ${actual}, not ${expected}.\nIt was thrown away. Check what GOPROXY points to, or install Go yourself: https://go.dev/dl`,
    )
  }
  // a module cannot hold a nested go.mod, so the proxy's zip has it under this name, and the go command copies it back
  await copyFile(join(folder, 'src/_go.mod'), join(folder, 'src/go.mod'))
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message
}
