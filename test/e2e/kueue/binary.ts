/**
 * The real Kueue, compiled from the version in the module beside this file and kept in the cache folder with the control plane.
 *
 * It takes about five minutes of one core, so it is compiled only where that is asked for; where it was compiled once it is there.
 * @module
 */
import { access, chmod, cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { KubeObject } from '../../../src/kube/types.ts'
import { obtainGo } from '../../../src/sandbox/binaries.ts'
import { cacheFolder } from '../../../src/sandbox/cache-folder.ts'
import { completeFolder } from '../../../src/sandbox/complete-folder.ts'
import { moduleDirectory, runGo } from '../../../src/sandbox/go/run-go.ts'
import { kustomize } from '../../../src/sandbox/manifests.ts'
import { readModule, versionOf } from '../../../src/sandbox/module.ts'

const path = 'sigs.k8s.io/kueue'
/** `build` compiles Kueue when it is not in the cache. */
const variable = 'FITGATE_TEST_KUEUE'
/** Where the metrics server takes its certificate from: in its working directory instead of a folder of the system's. */
export const metricsFolder = 'metrics-certs'

export interface Kueue {
  readonly binary: string
  /** All objects of its installation. */
  readonly objects: () => Promise<readonly KubeObject[]>
}

/** `undefined` where it was never compiled and nobody asks for it. */
export async function findKueue(kubectl: string): Promise<Kueue | undefined> {
  const module = readModule(fileURLToPath(new URL('.', import.meta.url)))
  const folder = join(cacheFolder(process.env), `kueue-${versionOf(module, path)}-${module.key}`)
  const isThere = await access(folder).then(
    () => true,
    () => false,
  )
  if (!isThere && process.env[variable] !== 'build') return undefined
  await completeFolder(folder, async (into) => {
    const { go, dispose } = await obtainGo(module, { env: process.env })
    const source = await moduleDirectory(go, path)
    // its own go.mod and go.sum say what it is made of
    const changed = join(into, 'source')
    await copyChanged(source, changed)
    const flags = ['-trimpath', '-buildvcs=false', '-ldflags', '-s -w']
    await runGo({ ...go, folder: changed }, ['build', ...flags, '-o', join(into, 'kueue'), './cmd/kueue'])
    await rm(changed, { recursive: true })
    const objects = await kustomize(kubectl, join(source, 'config/default'))
    await writeFile(join(into, 'objects.json'), JSON.stringify(objects))
    await dispose()
  })
  return {
    binary: join(folder, 'kueue'),
    objects: async () => JSON.parse(await readFile(join(folder, 'objects.json'), 'utf8')),
  }
}

/** Nothing is changed but the one path, which no flag or file sets. */
async function copyChanged(source: string, folder: string): Promise<void> {
  await cp(source, folder, { recursive: true })
  const main = join(folder, 'cmd/kueue/main.go')
  const text = await readFile(main, 'utf8')
  const fixed = '"/etc/kueue/metrics/certs"'
  if (!text.includes(fixed)) throw new Error(`${main} does not have ${fixed}`)
  // the module cache is read-only, and so is a copy of it
  for (const name of ['.', ...(await readdir(folder, { recursive: true }))])
    await chmod(join(folder, name), 0o755)
  await writeFile(main, text.replace(fixed, JSON.stringify(metricsFolder)))
}
