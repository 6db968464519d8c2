import { mkdtempSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { findControlPlane } from '../../src/sandbox/binaries.ts'
import { manifestFiles } from '../../src/sandbox/manifests.ts'
import { binaryNames, buildSteps, readModule, versionOf } from '../../src/sandbox/module.ts'

const scratch = mkdtempSync(join(tmpdir(), 'fitgate-binaries-'))
afterAll(() => rm(scratch, { recursive: true }))

async function put(folder: string, names: readonly string[]): Promise<string> {
  await mkdir(folder, { recursive: true })
  await Promise.all(names.map((name) => writeFile(join(folder, name), '', { mode: 0o755 })))
  return folder
}

const binaries = binaryNames(buildSteps(readModule()))

it('the folder that the environment names comes first', async () => {
  const binDir = await put(join(scratch, 'named/bin'), binaries)
  const manifestDir = await put(join(scratch, 'named/manifests'), Object.values(manifestFiles))
  const env = { FITGATE_SANDBOX_BIN: binDir, FITGATE_CACHE_DIR: join(scratch, 'unused') }
  expect(await findControlPlane({ env })).toEqual({ binDir, manifestDir })
})

it('a folder that lacks something is an error that names what, not a reason to compile', async () => {
  const binDir = await put(
    join(scratch, 'incomplete'),
    binaries.filter((name) => name !== 'kwok'),
  )
  const env = { FITGATE_SANDBOX_BIN: binDir }
  await expect(findControlPlane({ env })).rejects.toMatchObject({
    reason: 'BinariesMissing',
    message: expect.stringMatching(/lacks kwok\.\nPut them there, or unset FITGATE_SANDBOX_BIN/),
  })
})

it('what was compiled before is taken from the cache', async () => {
  const module = readModule()
  const cache = join(scratch, 'cache')
  const folder = join(cache, `control-plane-${versionOf(module, 'k8s.io/kubernetes')}-${module.key}`)
  await put(folder, [])
  expect(await findControlPlane({ env: { FITGATE_CACHE_DIR: cache } })).toEqual({
    binDir: join(folder, 'bin'),
    manifestDir: join(folder, 'manifests'),
  })
})
