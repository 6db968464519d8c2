/**
 * The Go module that pins the control plane (`control-plane/go.mod`), and what follows from it: versions, packages, cache key.
 * Other modules with a go.mod of ours are read the same way.
 * @module
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const moduleFolder = fileURLToPath(new URL('./control-plane/', import.meta.url))

/** Raised when the way of building changes, so that older builds are not taken for new ones. */
const recipeVersion = 1

export interface GoModule {
  readonly folder: string
  /** The lowest Go that builds it, `1.26.0`. */
  readonly go: string
  /** Module path → version, `k8s.io/kubernetes` → `v1.36.3`. */
  readonly versions: ReadonlyMap<string, string>
  /** Changes with anything that changes the binaries. */
  readonly key: string
}

/** One `go build`: some packages and the names of their binaries; several are named after their folders. */
export interface BuildStep {
  readonly component: string
  /** Package → binary, in the order of the module's `tool` lines. */
  readonly binaries: Readonly<Record<string, string>>
}

export function readModule(folder = moduleFolder): GoModule {
  const mod = readFileSync(join(folder, 'go.mod'), 'utf8')
  const sum = readFileSync(join(folder, 'go.sum'), 'utf8')
  const go = /^go (\S+)$/m.exec(mod)?.[1]
  if (go === undefined) throw new Error(`${join(folder, 'go.mod')} has no go line`)
  const required = mod.matchAll(/^\s*(?:require )?(\S+\/\S+) (v\S+)(?: \/\/ indirect)?$/gm)
  const platform = `${process.platform}-${process.arch}`
  const hash = createHash('sha256')
  const own = readdirSync(folder)
    .filter((name) => name.endsWith('.go'))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
  for (const part of [mod, sum, platform, String(recipeVersion), ...own]) hash.update(part).update('\0')
  return {
    folder,
    go,
    versions: new Map([...required].map((match) => [match[1] ?? '', match[2] ?? ''])),
    key: `${platform}-${hash.digest('hex').slice(0, 16)}`,
  }
}

export function versionOf(module: GoModule, path: string): string {
  const version = module.versions.get(path)
  if (version === undefined) throw new Error(`${path} is not required by ${join(module.folder, 'go.mod')}`)
  return version
}

/** `Kubernetes 1.36.3`, for people. */
export function componentName(module: GoModule, name: string, path: string): string {
  return `${name} ${versionOf(module, path).slice(1)}`
}

/** What to build, the largest first: the others reuse most of what it compiled. */
export function buildSteps(module: GoModule): readonly BuildStep[] {
  const named = (name: string, path: string) => componentName(module, name, path)
  return [
    {
      component: named('Kubernetes', 'k8s.io/kubernetes'),
      binaries: {
        'k8s.io/kubernetes/cmd/kube-apiserver': 'kube-apiserver',
        'k8s.io/kubernetes/cmd/kube-controller-manager': 'kube-controller-manager',
        'k8s.io/kubernetes/cmd/kube-scheduler': 'kube-scheduler',
        'k8s.io/kubernetes/cmd/kubectl': 'kubectl',
      },
    },
    {
      component: named('etcd', 'go.etcd.io/etcd/server/v3'),
      binaries: { 'go.etcd.io/etcd/server/v3': 'etcd' },
    },
    {
      component: named('LeaderWorkerSet', 'sigs.k8s.io/lws'),
      binaries: { 'sigs.k8s.io/lws/cmd': 'lws' },
    },
    { component: named('KWOK', 'sigs.k8s.io/kwok'), binaries: { 'sigs.k8s.io/kwok/cmd/kwok': 'kwok' } },
  ]
}

export function binaryNames(steps: readonly BuildStep[]): readonly string[] {
  return steps.flatMap((step) => Object.values(step.binaries))
}
