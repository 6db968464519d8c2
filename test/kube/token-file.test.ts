import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tokenFile } from '../../src/kube/token-file.ts'
import { ManualClock } from './manual-clock.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'token-'))
  path = join(folder, 'token')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function tokens() {
  const clock = new ManualClock()
  const credentials = tokenFile(path, clock)
  return { clock, credentials, token: async () => (await credentials.current()).token }
}

describe('a token file', () => {
  it('is read again after a while, so that a rotated token is used', async () => {
    writeFileSync(path, 'first\n')
    const { clock, token } = tokens()
    expect(await token()).toBe('first')
    writeFileSync(path, 'second')
    expect(await token()).toBe('first')
    clock.advance(10_000)
    expect(await token()).toBe('second')
  })

  it('is read again at once when its token was refused', async () => {
    writeFileSync(path, 'first')
    const { credentials, token } = tokens()
    expect(credentials.refused()).toBe(false)
    await token()
    writeFileSync(path, 'second')
    expect(credentials.refused()).toBe(true)
    expect(await token()).toBe('second')
  })

  it.each([
    ['gone', () => rmSync(path)],
    ['empty', () => writeFileSync(path, '')],
  ])('that is %s for a moment leaves the token before in use, unless that was refused', async (_, spoil) => {
    writeFileSync(path, 'first')
    const { clock, credentials, token } = tokens()
    await token()
    spoil()
    clock.advance(10_000)
    expect(await token()).toBe('first')
    credentials.refused()
    await expect(token()).rejects.toThrow(/token/)
  })
})
