import { mkdtempSync } from 'node:fs'
import { readdir, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { writeMount } from '../../../src/sandbox/fitgate/secret-mount.ts'

const folder = mkdtempSync(join(tmpdir(), 'fitgate-mount-'))
afterAll(() => rm(folder, { recursive: true }))

const base64 = (text: string) => Buffer.from(text).toString('base64')

it('a Secret is mounted as links into a folder that is swapped as a whole', async () => {
  await writeMount(folder, { 'ca.crt': base64('one'), 'ca.key': base64('key') })
  expect(await readFile(join(folder, 'ca.crt'), 'utf8')).toBe('one')
  expect(await readlink(join(folder, 'ca.crt'))).toBe('..data/ca.crt')
  const first = await readlink(join(folder, '..data'))

  await writeMount(folder, { 'ca.crt': base64('two'), 'ca.key': base64('key') })
  expect(await readFile(join(folder, 'ca.crt'), 'utf8')).toBe('two')
  const second = await readlink(join(folder, '..data'))
  expect(second).not.toBe(first)
  expect((await readdir(folder)).toSorted()).toEqual(['..data', second, 'ca.crt', 'ca.key'].toSorted())
})
