import { mkdtempSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { completeFolder } from '../../src/sandbox/complete-folder.ts'

const scratch = mkdtempSync(join(tmpdir(), 'fitgate-folder-'))
afterAll(() => rm(scratch, { recursive: true }))

describe('completeFolder', () => {
  it('fills once for all who ask at the same time', async () => {
    const folder = join(scratch, 'shared/thing')
    let fills = 0
    const ask = () =>
      completeFolder(folder, async (temporary) => {
        fills += 1
        await writeFile(join(temporary, 'file'), 'content')
      })
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([folder, folder, folder])
    expect(fills).toBe(1)
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('content')
  })

  it('is not there when filling fails, and can be tried again', async () => {
    const folder = join(scratch, 'failing/thing')
    const fail = completeFolder(folder, async (temporary) => {
      await writeFile(join(temporary, 'half'), '')
      throw new Error('disk full')
    })
    await expect(fail).rejects.toThrow('disk full')
    expect(await readdir(join(scratch, 'failing'))).toEqual([])
    await completeFolder(folder, (temporary) => writeFile(join(temporary, 'whole'), ''))
    expect(await readdir(folder)).toEqual(['whole'])
  })

  it('removes what a killed process left half filled', async () => {
    const folder = join(scratch, 'killed/thing')
    await mkdir(`${folder}.partial-0123`, { recursive: true })
    await completeFolder(folder, async () => {})
    expect(await readdir(join(scratch, 'killed'))).toEqual(['thing'])
  })
})
