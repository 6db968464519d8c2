/**
 * kubelet, kube-proxy and CoreDNS: in the folder that the environment names, in the user's cache, or compiled from the modules beside
 * this file. Kubernetes is of the control plane's version, so that most of it is in Go's build cache already.
 * @module
 */
import { constants } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { absent, binariesVariable, type FindOptions, obtainGo, reportWaiting } from '../binaries.ts'
import { cacheFolder } from '../cache-folder.ts'
import { completeFolder } from '../complete-folder.ts'
import { buildBinaries } from '../go/build.ts'
import {
  type BuildStep,
  binaryNames,
  componentName,
  type GoModule,
  readModule,
  versionOf,
} from '../module.ts'

/** Where each binary is. */
export interface NodeBinaries {
  readonly kubelet: string
  readonly kubeProxy: string
  readonly coredns: string
}

interface NodeModule {
  /** Of the folder in the cache. */
  readonly name: string
  readonly version: string
  readonly module: GoModule
  readonly steps: readonly BuildStep[]
}

const folderOf = (name: string) => fileURLToPath(new URL(`./${name}/`, import.meta.url))

/** What is compiled. */
export function nodeModules(): { readonly kubelet: NodeModule; readonly dns: NodeModule } {
  const [kubelet, dns] = [readModule(folderOf('kubelet')), readModule(folderOf('dns'))]
  return {
    kubelet: {
      name: 'kubelet',
      version: versionOf(kubelet, 'k8s.io/kubernetes'),
      module: kubelet,
      steps: [
        {
          component: componentName(kubelet, 'kubelet and kube-proxy', 'k8s.io/kubernetes'),
          binaries: {
            'k8s.io/kubernetes/cmd/kubelet': 'kubelet',
            'k8s.io/kubernetes/cmd/kube-proxy': 'kube-proxy',
          },
        },
      ],
    },
    dns: {
      name: 'coredns',
      version: versionOf(dns, 'github.com/coredns/coredns'),
      module: dns,
      steps: [
        {
          component: componentName(dns, 'CoreDNS', 'github.com/coredns/coredns'),
          binaries: { '.': 'coredns' },
        },
      ],
    },
  }
}

/** Finds or makes them. The first time takes a few minutes; `progress` says how far it is. */
export async function findNodeBinaries(options: FindOptions = {}): Promise<NodeBinaries> {
  const { kubelet, dns } = nodeModules()
  const kubernetes = await obtain(kubelet, options)
  return {
    kubelet: join(kubernetes, 'kubelet'),
    kubeProxy: join(kubernetes, 'kube-proxy'),
    coredns: join(await obtain(dns, options), 'coredns'),
  }
}

async function obtain({ name, version, module, steps }: NodeModule, options: FindOptions): Promise<string> {
  const env = options.env ?? process.env
  const named = env[binariesVariable]
  if (named && (await absent(resolve(named), binaryNames(steps), constants.X_OK)).length === 0)
    return resolve(named)
  return completeFolder(
    join(cacheFolder(env), `${name}-${version}-${module.key}`),
    async (into) => {
      const { go, dispose } = await obtainGo(module, { ...options, env })
      await buildBinaries({ go, module, steps, into, progress: options.progress })
      await dispose()
    },
    { signal: options.signal, onWait: reportWaiting(name, options) },
  )
}
