import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { withLock } from '../../src/sandbox/file-lock.ts'

const scratch = mkdtempSync(join(tmpdir(), 'fitgate-lock-'))
afterAll(() => rm(scratch, { recursive: true }))
const source = fileURLToPath(new URL('../../src/sandbox/file-lock.ts', import.meta.url))

/** Another process that holds the lock for ever. */
async function holder(path: string) {
  const script = `import { withLock } from ${JSON.stringify(source)}
    await withLock(${JSON.stringify(path)}, () => new Promise((r) => { console.log('held'); setInterval(() => r, 1000) }))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

describe('withLock', () => {
  it('lets one in at a time and leaves nothing behind', async () => {
    const folder = join(scratch, 'many')
    let inside = 0
    const order: number[] = []
    await Promise.all(
      [1, 2, 3, 4].map((each) =>
        withLock(join(folder, 'lock'), async () => {
          inside += 1
          expect(inside).toBe(1)
          await new Promise((resolve) => setTimeout(resolve, 5))
          order.push(each)
          inside -= 1
        }),
      ),
    )
    expect(order.toSorted()).toEqual([1, 2, 3, 4])
    expect(await readdir(folder)).toEqual([])
  })

  it('waits for a living holder, and takes over when that is killed', async () => {
    const path = join(scratch, 'killed')
    const child = await holder(path)
    const waited: number[] = []
    const taken = withLock(path, async () => 'mine', {
      onWait: ({ pid }) => {
        waited.push(pid)
        child.kill('SIGKILL')
      },
    })
    expect(await taken).toBe('mine')
    expect(waited).toEqual([child.pid])
  })

  it('gives up waiting when it is aborted', async () => {
    const path = join(scratch, 'aborted')
    const controller = new AbortController()
    await withLock(path, async () => {
      const second = withLock(path, async () => 'second', {
        signal: controller.signal,
        onWait: () => controller.abort(new Error('enough')),
      })
      await expect(second).rejects.toThrow()
    })
  })

  it('is lost by a holder on another host that fell silent', async () => {
    const path = join(scratch, 'elsewhere')
    await writeFile(path, JSON.stringify({ pid: 1, started: 'x', host: 'elsewhere' }))
    const longAgo = new Date(Date.now() - 3_600_000)
    await utimes(path, longAgo, longAgo)
    expect(await withLock(path, async () => 'mine')).toBe('mine')
  })

  it('is released when the work fails', async () => {
    const path = join(scratch, 'failing')
    await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await withLock(path, async () => 'again')).toBe('again')
  })
})
