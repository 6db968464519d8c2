import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { identify, isRunning, signalProcess } from '../../src/sandbox/process-identity.ts'

const own = () => identify(process.pid) ?? expect.fail('this process has no identity')

it('a process is the same as long as it runs', () => {
  expect(identify(process.pid)).toEqual(own())
  expect(isRunning(own())).toBe(true)
})

it('another process with the same pid is not it, and gets no signal', () => {
  const earlier = { ...own(), started: 'earlier' }
  expect(isRunning(earlier)).toBe(false)
  expect(signalProcess(earlier, 'SIGKILL')).toBe(false)
})

it('a process that ended has no identity', async () => {
  const child = spawn('sleep', ['60'])
  const identity = identify(child.pid ?? 0) ?? expect.fail('it does not run')
  expect(signalProcess(identity, 'SIGKILL')).toBe(true)
  await once(child, 'exit')
  expect(isRunning(identity)).toBe(false)
  expect(identify(identity.pid)).toBeUndefined()
})
