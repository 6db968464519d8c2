import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { isRunning } from '../../src/sandbox/process-identity.ts'
import { Processes } from '../../src/sandbox/processes.ts'
import type { ProcessRecord } from '../../src/sandbox/state.ts'

const scratch = mkdtempSync(join(tmpdir(), 'fitgate-processes-'))
afterAll(() => rm(scratch, { recursive: true }))

let recorded: readonly ProcessRecord[] = []
const processes = new Processes((records) => {
  recorded = records
})
afterEach(() => processes.stopAll())

const start = (name: string, script: string) =>
  processes.start({ name, command: '/bin/sh', args: ['-c', script], log: join(scratch, name), stopOrder: 0 })

const never = async () => false

describe('processes', () => {
  it('are on record as long as they run', async () => {
    start('one', 'exec sleep 60')
    start('two', 'exec sleep 60')
    expect(recorded.map(({ name }) => name)).toEqual(['one', 'two'])
    const [one] = recorded
    await processes.stop('one')
    expect(recorded.map(({ name }) => name)).toEqual(['two'])
    expect(one && isRunning(one)).toBe(false)
  })

  it('end a wait, with the end of their log, when they end by themselves', async () => {
    start('failing', 'echo one; echo "address already in use" >&2; exit 1')
    await expect(processes.waitFor('It', never)).rejects.toMatchObject({
      reason: 'ComponentFailed',
      message: expect.stringMatching(
        /^failing ended by itself: exit code 1\.\n.*\n {2}one\n {2}address already in use$/,
      ),
    })
  })

  it('may be stopped and killed by us without failing anybody', async () => {
    start('stopped', 'exec sleep 60')
    await processes.kill('stopped')
    await processes.waitFor('Nothing', async () => true)
    processes.startAgain('stopped')
    expect(recorded.map(({ name }) => name)).toEqual(['stopped'])
  })

  it('that take too long are told of with their log and the last error', async () => {
    start('slow', 'echo "waiting for the moon"; exec sleep 60')
    const check = async () => {
      throw new Error('not yet')
    }
    await expect(
      processes.waitFor('The moon', check, { timeoutSeconds: 0.3, about: 'slow' }),
    ).rejects.toThrow(/^The moon took more than 0\.3 s \(not yet\)\.\n[\s\S]*waiting for the moon/)
  })

  it('stop waiting when it is aborted', async () => {
    const reason = new Error('interrupted')
    await expect(processes.waitFor('It', never, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })
})
