import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { type LeaseOptions, withLease } from '../../../src/fetch/volume/lease.ts'
import { volume } from '../fetching.ts'

const never = new AbortController().signal
const quick: LeaseOptions = { signal: never, renewMs: 20, silentMs: 200 }

/** A lease as somebody else would have left it. */
async function leftBy(holder: Readonly<Record<string, unknown>>): Promise<string> {
  const path = join(await volume(), 'locks/model.json')
  await mkdir(dirname(path), { recursive: true })
  const another = {
    owner: 'another',
    host: 'another-machine',
    processes: 'pid:[1]',
    pid: 1,
    life: 'x',
    beat: 0,
  }
  writeFileSync(path, JSON.stringify({ ...another, ...holder }))
  return path
}

it('of two, one works at a time, and both do', async () => {
  const path = join(await volume(), 'locks/model.json')
  let inside = 0
  let most = 0
  const work = () =>
    withLease(path, quick, async () => {
      most = Math.max(most, ++inside)
      await sleep(30)
      inside--
    })
  await Promise.all([work(), work(), work()])
  expect(most).toBe(1)
})

it('a holder that no longer renews loses it, after it was waited for', async () => {
  const path = await leftBy({})
  const waited: string[] = []
  await withLease(path, { ...quick, onWait: (holder) => waited.push(holder) }, async () => undefined)
  expect(waited).toEqual(['another-machine, process 1'])
})

it('an earlier life of the same owner holds nothing up', async () => {
  const path = await leftBy({ owner: 'pod-uid' })
  const onWait = () => expect.unreachable()
  await withLease(path, { ...quick, owner: 'pod-uid', silentMs: 1e9, onWait }, async () => undefined)
})

it('neither does a process of this machine that was killed', async () => {
  const path = join(await volume(), 'locks/model.json')
  const module = new URL('../../../src/fetch/volume/lease.ts', import.meta.url).href
  const code = `import { withLease } from '${module}'
    await withLease('${path}', { signal: new AbortController().signal }, async () => process.kill(process.pid, 'SIGKILL'))`
  expect(spawnSync(process.execPath, ['--input-type=module', '-e', code]).signal).toBe('SIGKILL')
  expect(readFileSync(path, 'utf8')).toContain('"beat"')
  const onWait = () => expect.unreachable()
  await withLease(path, { ...quick, silentMs: 1e9, onWait }, async () => undefined)
})

it('who was asleep while somebody took over is told to stop', async () => {
  const path = join(await volume(), 'locks/model.json')
  const stopped = await withLease(path, quick, async (signal) => {
    writeFileSync(
      path,
      JSON.stringify({ owner: 'b', host: 'h', processes: 'p', pid: 1, life: 'other', beat: 0 }),
    )
    await sleep(5000, undefined, { signal }).catch(() => undefined)
    return signal.reason
  })
  expect(stopped).toMatchObject({ outcome: 'Interrupted' })
  // it is the other one's now
  expect(readFileSync(path, 'utf8')).toContain('"life":"other"')
})
