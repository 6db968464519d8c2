import { mkdtempSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { startProcess, stopInOrder, stopProcess } from '../../src/sandbox/managed-process.ts'
import { isRunning } from '../../src/sandbox/process-identity.ts'

const scratch = mkdtempSync(join(tmpdir(), 'fitgate-process-'))
afterAll(() => rm(scratch, { recursive: true }))

const shell = (name: string, script: string, stopOrder = 0) =>
  startProcess({
    name,
    command: '/bin/sh',
    args: ['-c', script],
    log: join(scratch, 'logs', name),
    stopOrder,
  })

const read = (name: string) => readFileSync(join(scratch, 'logs', name), 'utf8')

async function written(name: string, text: string): Promise<void> {
  while (!read(name).includes(text)) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('a managed process', () => {
  it('writes to its log and tells how it ended', async () => {
    const managed = shell('short', 'echo out; echo err >&2; exit 3')
    await new Promise<void>((resolve) => managed.onEnd(resolve))
    expect(managed.ended()).toBe('exit code 3')
    expect(read('short')).toBe('out\nerr\n')
    expect(isRunning(managed.record)).toBe(false)
  })

  it('that cannot be started is an error', () => {
    const spec = { name: 'absent', command: join(scratch, 'absent'), args: [], log: join(scratch, 'log') }
    expect(() => startProcess({ ...spec, stopOrder: 0 })).toThrow('could not be started')
  })

  it('is killed when it does not listen', async () => {
    const managed = shell('deaf', `trap '' TERM; echo ready; while true; do sleep 0.05; done`)
    await written('deaf', 'ready')
    await stopProcess(managed.record, 50)
    expect(isRunning(managed.record)).toBe(false)
  })
})

describe('stopInOrder', () => {
  it('waits for the lower orders to be gone before it turns to the higher', async () => {
    const slow = `trap 'sleep 0.2; echo gone; exit 0' TERM; echo ready; while true; do sleep 0.02; done`
    const [user, storage] = [
      shell('user', slow, 0),
      shell(
        'storage',
        `trap 'cat ${join(scratch, 'logs/user')}; exit 0' TERM; echo ready; while true; do sleep 0.02; done`,
        2,
      ),
    ]
    await Promise.all([written('user', 'ready'), written('storage', 'ready')])
    await stopInOrder([storage.record, user.record])
    expect(read('storage')).toContain('gone')
  })
})
