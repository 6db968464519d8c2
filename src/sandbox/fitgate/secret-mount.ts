/**
 * A Secret as a folder of files, kept current, the way a kubelet mounts one: the files are links into `..data`, which is a
 * link to a folder with a time stamp, and is swapped in one step. Readers see the old files or the new ones, never a mixture.
 * Source: kubelet `pkg/volume/util/atomic_writer.go`.
 * @module
 */
import { randomBytes } from 'node:crypto'
import { mkdir, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Reflector } from '../../kube/reflector.ts'
import { resources } from '../../kube/resources.ts'
import { Store } from '../../kube/store.ts'
import type { KubeClient, KubeObject, ObjectRef } from '../../kube/types.ts'

interface Secret extends KubeObject {
  /** Values in base64. */
  readonly data?: Readonly<Record<string, string>>
}

export interface SecretMount {
  /** Resolves when the folder holds the Secret for the first time; waits for a Secret that is not there yet. */
  readonly mounted: Promise<void>
  stop(): Promise<void>
}

/** Starts to keep `folder` equal to a Secret. A Secret that is deleted leaves its last files, as in a running pod. */
export function mountSecret(client: KubeClient, ref: Required<ObjectRef>, folder: string): SecretMount {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // a failure is the awaiter's, and there may be none any more
  promise.catch(() => undefined)
  let writing = Promise.resolve()
  const store = new Store<Secret>()
  store.subscribe(({ type, object }) => {
    if (type === 'deleted') return
    writing = writing.then(() => writeMount(folder, object.data ?? {})).then(resolve, reject)
  })
  const reflector = new Reflector<Secret>({
    client,
    type: resources.secret,
    namespace: ref.namespace,
    fieldSelector: `metadata.name=${ref.name}`,
    store,
  }).start()
  return {
    mounted: promise,
    async stop() {
      await reflector.stop()
      await writing
    },
  }
}

/** Replaces what the folder shows by `data` (base64) in one step. */
export async function writeMount(folder: string, data: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const version = `..${Date.now()}.${randomBytes(4).toString('hex')}`
  await mkdir(join(folder, version), { mode: 0o700 })
  await Promise.all(
    Object.entries(data).map(([name, value]) =>
      writeFile(join(folder, version, name), Buffer.from(value, 'base64'), { mode: 0o600 }),
    ),
  )
  const current = join(folder, '..data')
  const before = await readlink(current).catch(() => undefined)
  await symlink(version, join(folder, '..data_tmp'))
  await rename(join(folder, '..data_tmp'), current)
  for (const name of Object.keys(data)) {
    await symlink(join('..data', name), join(folder, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
  if (before !== undefined) await rm(join(folder, before), { recursive: true, force: true })
}
