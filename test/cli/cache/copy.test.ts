import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readResult } from '../../../src/vocabulary/model-files/result.ts'
import { smallModel, startHub } from '../../fetch/hub-server.mjs'
import { run } from '../run.ts'

const folder = mkdtempSync(join(tmpdir(), 'fitgate-cli-copy-'))
const place = (name: string) => join(folder, name)
const hub = await startHub({
  ...smallModel,
  'org/whole': { files: { 'config.json': { text: '{}' }, 'original/notes.bin': { text: 'kept apart' } } },
})
afterAll(async () => {
  await hub.close()
  rmSync(folder, { recursive: true })
})

const fetching = (...args: readonly string[]) =>
  run('fetch', '--root', place('origin'), '--endpoint', hub.url, ...args)
const copying = (...args: readonly string[]) =>
  run('cache', 'copy', '--from', place('origin'), '--root', place('node'), ...args)
const listed = async () => JSON.parse((await run('cache', 'list', '--root', place('node'), '-o', 'json')).out)
const idsOf = async (): Promise<string[]> => (await listed()).models.map(({ id }: { id: string }) => id)

describe('fitgate cache copy', () => {
  it('copies what is named, with the files that were chosen', async () => {
    await fetching('hf://fitgate/small')
    await fetching('--include', '*', 'hf://org/whole')
    const told = place('result')
    const { code } = await copying('fitgate/small', 'org/whole@main', '--sync', '--result', told)
    expect(code).toBe(0)
    expect(readResult(readFileSync(told, 'utf8'))).toMatchObject({
      outcome: 'Fetched',
      models: [{ id: 'fitgate/small' }, { id: 'org/whole', files: 2 }],
    })
    const of = (volume: string) => join(place(volume), 'hub/models--org--whole/refs/main')
    expect(readFileSync(of('node'), 'utf8')).toBe(readFileSync(of('origin'), 'utf8'))
  })

  it('takes away what is named no more, and everything where nothing is', async () => {
    expect((await copying('org/whole')).out).toContain('AlreadyThere')
    expect(await idsOf()).toEqual(['org/whole'])
    const told = place('result')
    const { code, out } = await copying('--result', told)
    expect([code, out]).toEqual([0, 'no model is on the volume\n'])
    expect(readResult(readFileSync(told, 'utf8'))).toMatchObject({ outcome: 'Removed', models: [] })
    expect(await idsOf()).toEqual([])
    expect(existsSync(join(place('origin'), 'hub/models--org--whole'))).toBe(true)
  })

  it('says which model the other volume does not hold', async () => {
    const { code, err } = await copying('org/gone')
    expect([code, err]).toEqual([12, expect.stringContaining('does not hold org/gone at main')])
  })

  it.each([
    [['org/whole', '--root', '/x'], '--from DIR'],
    [['--from', '/x', '--root', '/y', 'a/b/c'], 'no name of a model'],
    [['--from', '/x', '--root', '/y', 'a/b@..'], 'no revision'],
  ])('%j is refused', async (args, words) => {
    const { code, err } = await run('cache', 'copy', ...args)
    expect([code, err]).toEqual([2, expect.stringContaining(words)])
  })
})
