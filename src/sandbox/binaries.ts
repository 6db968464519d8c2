/**
 * Finds the control plane: in a folder that the environment names, in the user's cache, or by compiling the pinned Go module.
 * @module
 */
import { access, constants, mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { cacheFolder } from './cache-folder.ts'
import { completeFolder } from './complete-folder.ts'
import type { LockHolder } from './file-lock.ts'
import { buildBinaries } from './go/build.ts'
import { findGo } from './go/find-go.ts'
import { type GoRunner, goEnvironment } from './go/run-go.ts'
import { downloadGo } from './go/toolchain.ts'
import { manifestFiles, renderManifests } from './manifests.ts'
import { binaryNames, buildSteps, type GoModule, readModule, versionOf } from './module.ts'
import type { ReportProgress } from './progress.ts'
import { SandboxError } from './sandbox-error.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The environment variable that names a folder with the binaries. */
export const binariesVariable = 'FITGATE_SANDBOX_BIN'

export interface ControlPlaneFiles {
  /** Folder with etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kubectl, kwok and lws. */
  readonly binDir: string
  /** Folder with the files of `manifests.ts`. */
  readonly manifestDir: string
}

export interface FindOptions {
  /** Default: the environment of this process. */
  readonly env?: Environment
  readonly progress?: ReportProgress
  readonly signal?: AbortSignal
  /** Commands to try as `go`. Default: PATH and the usual places. */
  readonly goPlaces?: readonly string[]
}

/** Finds or makes the control plane. The first time takes minutes; `progress` says how far it is. */
export async function findControlPlane(options: FindOptions = {}): Promise<ControlPlaneFiles> {
  const env = options.env ?? process.env
  const module = readModule()
  const named = env[binariesVariable]
  return named
    ? fromFolder(resolve(named), module, { ...options, env })
    : fromCache(module, { ...options, env })
}

export type Options = FindOptions & { readonly env: Environment }

async function fromCache(module: GoModule, options: Options): Promise<ControlPlaneFiles> {
  const version = versionOf(module, 'k8s.io/kubernetes')
  const cache = cacheFolder(options.env)
  const folder = await completeFolder(
    join(cache, `control-plane-${version}-${module.key}`),
    async (temporary) => {
      const { go, dispose } = await obtainGo(module, options)
      const [binDir, manifestDir] = [join(temporary, 'bin'), join(temporary, 'manifests')]
      await Promise.all([mkdir(binDir), mkdir(manifestDir)])
      await buildBinaries({ go, module, steps: buildSteps(module), into: binDir, progress: options.progress })
      await renderManifests({ go, kubectl: join(binDir, 'kubectl'), into: manifestDir })
      await dispose()
    },
    { signal: options.signal, onWait: reportWaiting('Control plane', options) },
  )
  return { binDir: join(folder, 'bin'), manifestDir: join(folder, 'manifests') }
}

/** Binaries that somebody else made; manifests beside them, or rendered into the cache when there is a Go to find them with. */
async function fromFolder(binDir: string, module: GoModule, options: Options): Promise<ControlPlaneFiles> {
  const missing = await absent(binDir, binaryNames(buildSteps(module)), constants.X_OK)
  if (missing.length > 0) {
    throw new SandboxError(
      'BinariesMissing',
      `${binariesVariable} names ${binDir}, which lacks ${missing.join(', ')}.\nPut them there, or unset ${binariesVariable} to have them compiled.`,
    )
  }
  for (const manifestDir of [join(binDir, 'manifests'), join(binDir, '../manifests')]) {
    if ((await absent(manifestDir, Object.values(manifestFiles))).length === 0) return { binDir, manifestDir }
  }
  const manifestDir = await completeFolder(
    join(cacheFolder(options.env), `manifests-${module.key}`),
    async (temporary) => {
      const { go, dispose } = await obtainGo(module, options)
      await renderManifests({ go, kubectl: join(binDir, 'kubectl'), into: temporary })
      await dispose()
    },
    { signal: options.signal, onWait: reportWaiting('Control plane', options) },
  )
  return { binDir, manifestDir }
}

/** Those of the names that the folder does not have. */
export async function absent(
  folder: string,
  names: readonly string[],
  mode?: number,
): Promise<readonly string[]> {
  const found = await Promise.all(
    names.map((name) =>
      access(join(folder, name), mode).then(
        () => true,
        () => false,
      ),
    ),
  )
  return names.filter((_name, index) => !found[index])
}

/**
 * The user's Go with the user's caches, or one that is downloaded and thrown away, caches and all, when the work is done: one for each
 * module, because two may be compiled at once.
 */
export async function obtainGo(
  module: Pick<GoModule, 'folder' | 'go' | 'key'>,
  { env, progress, signal, goPlaces }: Options,
): Promise<{ readonly go: GoRunner; dispose(): Promise<void> }> {
  const { folder } = module
  const own = await findGo(module.go, env, goPlaces)
  if (own !== undefined)
    return { go: { command: own.command, env: goEnvironment(env), folder, signal }, dispose: async () => {} }
  const place = join(cacheFolder(env), `go-${module.key}`)
  const { command, root } = await downloadGo({ folder: place, env, progress, signal })
  const caches = {
    GOROOT: root,
    GOPATH: join(place, 'path'),
    GOMODCACHE: undefined,
    GOCACHE: join(place, 'build'),
  }
  // the module cache is read-only by default, which would keep it from being removed
  const overrides = { ...caches, GOFLAGS: '-mod=readonly -modcacherw' }
  return {
    go: { command, env: goEnvironment(env, overrides), folder, signal },
    dispose: () => rm(place, { recursive: true, force: true }),
  }
}

export function reportWaiting(component: string, { progress }: FindOptions): (holder: LockHolder) => void {
  return (holder) =>
    progress?.({
      component,
      activity: `being compiled by process ${holder.pid}, waiting for it`,
      elapsedSeconds: 0,
    })
}
