/**
 * A real S3 server, compiled from the version in the module beside this file and kept in the cache folder.
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { obtainGo } from '../../../src/sandbox/binaries.ts'
import { cacheFolder } from '../../../src/sandbox/cache-folder.ts'
import { completeFolder } from '../../../src/sandbox/complete-folder.ts'
import { freePorts } from '../../../src/sandbox/free-ports.ts'
import { runGo } from '../../../src/sandbox/go/run-go.ts'
import { readModule, versionOf } from '../../../src/sandbox/module.ts'

const path = 'github.com/versity/versitygw'

/** Compiled where it is not in the cache: three minutes of a core. Of several who ask at once, one compiles and the others wait. */
export async function findVersitygw(signal?: AbortSignal): Promise<string> {
  const module = readModule(fileURLToPath(new URL('.', import.meta.url)))
  const folder = join(cacheFolder(process.env), `versitygw-${versionOf(module, path)}-${module.key}`)
  const build = async (into: string) => {
    const { go, dispose } = await obtainGo(module, { env: process.env, signal })
    const flags = ['-trimpath', '-buildvcs=false', '-ldflags', '-s -w']
    await runGo(go, ['build', ...flags, '-o', join(into, 'versitygw'), `${path}/cmd/versitygw`])
    await dispose()
  }
  await completeFolder(folder, build, { signal })
  return join(folder, 'versitygw')
}

export interface S3Server {
  readonly url: string
  readonly accessKey: string
  readonly secretKey: string
  close(): Promise<void>
}

/** @param kept folder whose folders are its buckets. Default: an empty one, which goes with the server */
export async function startVersitygw(binary: string, kept?: string): Promise<S3Server> {
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'fitgate-s3-')))
  const { s3: port } = await freePorts(['s3'])
  const [accessKey, secretKey] = ['test-access', 'test-secret']
  const args = [
    '--port',
    `127.0.0.1:${port}`,
    '--access',
    accessKey,
    '--secret',
    secretKey,
    '--quiet',
    'posix',
    folder,
  ]
  const child = spawn(binary, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const url = `http://127.0.0.1:${port}`
  await answering(url, child)
  return {
    url,
    accessKey,
    secretKey,
    async close() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      if (kept === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  const answers = () =>
    new Promise<boolean>((resolve) => {
      http.get(url, (response) => resolve(response.resume() !== undefined)).on('error', () => resolve(false))
    })
  while (!(await answers())) {
    if (child.exitCode !== null) throw new Error(`versitygw ended with ${child.exitCode}`)
    await sleep(50)
  }
}
