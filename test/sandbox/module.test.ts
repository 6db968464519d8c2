import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { binaryNames, buildSteps, moduleFolder, readModule, versionOf } from '../../src/sandbox/module.ts'

it('every tool of go.mod is built, and nothing else', async () => {
  const mod = await readFile(join(moduleFolder, 'go.mod'), 'utf8')
  const tools = /^tool \(\n([\s\S]*?)^\)/m.exec(mod)?.[1]?.trim().split(/\s+/)
  const built = buildSteps(readModule()).flatMap((step) => Object.keys(step.binaries))
  expect(built.toSorted()).toEqual(tools?.toSorted())
})

it('versions come from go.mod', () => {
  const module = readModule()
  expect(versionOf(module, 'k8s.io/kubernetes')).toMatch(/^v1\.\d+\.\d+$/)
  expect(() => versionOf(module, 'example.com/none')).toThrow('not required')
  expect(binaryNames(buildSteps(module))).toContain('kubectl')
})

it('the cache key changes with go.sum', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fitgate-module-'))
  try {
    await cp(moduleFolder, folder, { recursive: true })
    expect(readModule(folder).key).toBe(readModule().key)
    await writeFile(join(folder, 'go.sum'), 'changed')
    expect(readModule(folder).key).not.toBe(readModule().key)
  } finally {
    await rm(folder, { recursive: true })
  }
})
