import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findGo, isAtLeast } from '../../../src/sandbox/go/find-go.ts'

const scratch = mkdtempSync(join(tmpdir(), 'fitgate-go-'))
afterAll(() => rm(scratch, { recursive: true }))

/** A command that answers `go version` like a Go of some version. */
function goOf(version: string): string {
  const file = join(scratch, `go${version}`)
  writeFileSync(file, `#!/bin/sh\necho "go version go${version} linux/amd64"\n`, { mode: 0o755 })
  return file
}

describe('findGo', () => {
  const env = { PATH: process.env.PATH }

  it('takes the first that is new enough', async () => {
    const places = [join(scratch, 'absent'), goOf('1.21.4'), goOf('1.26.1'), goOf('1.27.0')]
    expect(await findGo('1.26.0', env, places)).toEqual({ command: places[2], version: '1.26.1' })
  })

  it('finds nothing where all are too old', async () => {
    expect(await findGo('1.26.0', env, [goOf('1.25.9'), goOf('1.26rc1')])).toBeUndefined()
  })
})

describe('isAtLeast', () => {
  it.each([
    ['1.26.0', '1.26.0', true],
    ['1.26', '1.26.0', true],
    ['1.9.1', '1.26.0', false],
    ['2.0', '1.26.0', true],
    ['1.27rc1', '1.26.0', true],
    ['1.26rc2', '1.26.0', false],
    ['devel', '1.26.0', false],
  ])('%s against %s: %s', (version, minimum, expected) => {
    expect(isAtLeast(version, minimum)).toBe(expected)
  })
})
