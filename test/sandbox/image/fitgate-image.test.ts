import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  commandPath,
  imageConfig,
  imageFiles,
  installFolder,
  writeFitgateImage,
} from '../../../src/sandbox/image/fitgate-image.ts'
import { version } from '../../../src/vocabulary/version.ts'

const read = (name: string) => readFile(new URL(`../../../${name}`, import.meta.url), 'utf8')

describe('the Dockerfile', () => {
  let final: string
  beforeAll(async () => {
    final = (await read('Dockerfile')).split(/^FROM /m).at(-1) ?? ''
  })

  it('puts the same files into the same places as the image of the tests', () => {
    const copied = [...final.matchAll(/^COPY (?:--from=build )?(\S+) (\S+)$/gm)].map(([, , to]) => to)
    const own = imageFiles.map((name) => `${installFolder}/${name}`)
    expect(copied.toSorted()).toEqual([...own, '/usr/local/bin/node', commandPath].toSorted())
  })

  it('runs the same program as the same user in the same folder and environment', () => {
    expect([...final.matchAll(/^ENV (\S+)$/gm)].map(([, pair]) => pair)).toEqual(imageConfig.env)
    expect(final).toContain(`USER ${imageConfig.user}\n`)
    expect(final).toContain(`WORKDIR ${imageConfig.workingDir}\n`)
    expect(final).toContain(`ENTRYPOINT ${JSON.stringify(imageConfig.entrypoint)}\n`)
  })

  it('builds with the Node that tests run on, and is called what the manifests call it', async () => {
    const { devDependencies } = JSON.parse(await read('package.json'))
    expect(await read('Dockerfile')).toContain(`FROM node:${devDependencies.node}-slim AS build\n`)
    expect(await read('Dockerfile')).toContain(`docker build -t fitgate:${version} .`)
    expect(await read('manifests/base/kustomization.yaml')).toContain(`newTag: ${version}\n`)
  })

  it('is given what it copies and nothing else', async () => {
    const copied = [...(await read('Dockerfile')).matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
      ([, names]) => (names ?? '').split(' '),
    )
    const given = (await read('.dockerignore')).split('\n').filter((line) => /^[^#]/.test(line))
    expect(given.toSorted()).toEqual(['*', ...copied.map((name) => `!${name}`)].toSorted())
  })
})

describe.runIf(process.platform === 'linux')('the image made without Docker', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fitgate-image-'))
    await writeFitgateImage(join(folder, 'image.tar'), ['example.com/fitgate:1'])
    const unpack = (archive: string, into: string) => execFileSync('tar', ['-xf', archive, '-C', into])
    unpack(join(folder, 'image.tar'), folder)
    const [{ Layers }] = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))
    for (const layer of Layers) unpack(join(folder, layer), folder)
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('has a program that starts from nothing but its own files', () => {
    const node = join(folder, 'usr/local/bin/node')
    const main = join(folder, installFolder, 'dist/cli/main.mjs')
    expect(execFileSync(node, [main, '--version'], { cwd: '/', env: {} }).toString()).toBe(`${version}\n`)
    const command = execFileSync('readlink', [join(folder, commandPath)]).toString()
    expect(command).toBe(`${installFolder}/dist/cli/main.mjs\n`)
    expect(execFileSync('head', ['-1', main]).toString()).toBe('#!/usr/local/bin/node\n')
    expect(execFileSync('stat', ['-c', '%a %u', main]).toString()).toBe(`755 ${process.getuid?.()}\n`)
  })
})
