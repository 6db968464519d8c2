import { mkdtempSync } from 'node:fs'
import { access, constants, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { DirHash } from '../../../src/sandbox/go/dir-hash.ts'
import { isAtLeast } from '../../../src/sandbox/go/find-go.ts'
import { downloadGo, pinnedToolchain, proxies } from '../../../src/sandbox/go/toolchain.ts'
import { readModule } from '../../../src/sandbox/module.ts'
import { zipOf } from './zip-builder.ts'

const scratch = mkdtempSync(join(tmpdir(), 'fitgate-toolchain-'))
afterAll(() => rm(scratch, { recursive: true }))

const prefix = 'golang.org/toolchain@v0.0.1-go9.9.9.test-x'
const content = {
  [`${prefix}/bin/go`]: '#!/bin/sh\n',
  [`${prefix}/pkg/tool/test_x/compile`]: 'x',
  [`${prefix}/src/_go.mod`]: 'module std\n',
  [`${prefix}/VERSION`]: 'go9.9.9\n',
}

/** A proxy in a folder that serves the archive, and options that expect `hash`. */
async function served(name: string, hash: string) {
  const proxy = join(scratch, name, 'proxy')
  const folder = join(scratch, name, 'cache')
  await mkdir(join(proxy, 'golang.org/toolchain/@v'), { recursive: true })
  await writeFile(join(proxy, 'golang.org/toolchain/@v/v0.0.1-go9.9.9.test-x.zip'), zipOf(content))
  const pinned = { version: '9.9.9', platforms: { 'test-x': { name: 'test-x', hash } } }
  return { folder, env: { GOPROXY: `${pathToFileURL(proxy)},direct` }, pinned, platform: 'test-x' }
}

function hashOf(files: Readonly<Record<string, string>>): string {
  const hash = new DirHash()
  for (const [name, text] of Object.entries(files)) hash.add(name, Buffer.from(text))
  return hash.digest()
}

describe('downloadGo', () => {
  it('unpacks the toolchain that the proxy serves, ready to run', async () => {
    const go = await downloadGo(await served('good', hashOf(content)))
    expect(go.command).toBe(join(go.root, 'bin/go'))
    await access(go.command, constants.X_OK)
    await access(join(go.root, 'pkg/tool/test_x/compile'), constants.X_OK)
    expect(await readFile(join(go.root, 'src/go.mod'), 'utf8')).toBe('module std\n')
  })

  it('throws away what does not have the pinned hash', async () => {
    const options = await served('forged', hashOf({ ...content, [`${prefix}/VERSION`]: 'another\n' }))
    await expect(downloadGo(options)).rejects.toMatchObject({
      reason: 'DownloadFailed',
      message: expect.stringContaining('not the official one'),
    })
    expect(await readdir(options.folder)).toEqual([])
  })

  it('says where it looked and what to do when no proxy has it', async () => {
    const options = await served('absent', hashOf(content))
    const env = { GOPROXY: pathToFileURL(join(scratch, 'nowhere')).href }
    await expect(downloadGo({ ...options, env })).rejects.toThrow(/nowhere[\s\S]*Install Go/)
  })

  it('says so when there is no toolchain for the platform', async () => {
    const options = await served('platform', hashOf(content))
    await expect(downloadGo({ ...options, platform: 'sunos-x64' })).rejects.toThrow('for sunos-x64')
  })
})

describe('the pinned toolchain', () => {
  it('is new enough for the module', () => {
    expect(isAtLeast(pinnedToolchain.version, readModule().go)).toBe(true)
  })
})

describe('proxies', () => {
  it.each([
    [undefined, ['https://proxy.golang.org']],
    ['direct', ['https://proxy.golang.org']],
    ['https://a.example/,direct', ['https://a.example']],
    ['https://a.example/x|file:///b,off', ['https://a.example/x', 'file:///b']],
  ])('of GOPROXY=%s are %j', (GOPROXY, expected) => {
    expect(proxies({ GOPROXY })).toEqual(expected)
  })
})
