import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeLayer, writeImage } from '../../../src/sandbox/image/archive.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitgate-image-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function content(name: string, text: string): Promise<string> {
  await mkdir(join(folder, name, 'etc'), { recursive: true })
  await writeFile(join(folder, name, 'etc/words'), text)
  return join(folder, name)
}

const unpack = (file: string, path: string) => execFileSync('tar', ['-xOf', file, path])

it('an image names its layers by the digests of what is in them, the lowest first', async () => {
  const base = await makeLayer(await content('base', 'one'), join(folder, 'base.tar'))
  const top = await makeLayer(await content('top', 'two'), join(folder, 'top.tar'))
  const file = join(folder, 'image.tar')
  await writeImage(file, ['example.com/thing:1'], [base, top], {
    entrypoint: ['/thing'],
    user: '65532:65532',
  })
  const [manifest] = JSON.parse(unpack(file, 'manifest.json').toString())
  expect(manifest.RepoTags).toEqual(['example.com/thing:1'])
  const config = JSON.parse(unpack(file, manifest.Config).toString())
  const digests = manifest.Layers.map(
    (path: string) => `sha256:${createHash('sha256').update(unpack(file, path)).digest('hex')}`,
  )
  expect(config.rootfs.diff_ids).toEqual(digests)
  expect(config.config).toMatchObject({ Entrypoint: ['/thing'], User: '65532:65532' })
  await writeFile(join(folder, 'layer.tar'), unpack(file, manifest.Layers[1]))
  expect(unpack(join(folder, 'layer.tar'), './etc/words').toString()).toBe('two')
})

it('the same files make the same bytes', async () => {
  const first = await makeLayer(await content('once', 'same'), join(folder, 'once.tar'))
  const second = await makeLayer(await content('again', 'same'), join(folder, 'again.tar'))
  expect(second.digest).toBe(first.digest)
  expect(await readFile(second.file)).toEqual(await readFile(first.file))
})
