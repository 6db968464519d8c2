import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { serveProgress } from '../../src/fetch/progress/listen.ts'
import { Meter } from '../../src/fetch/progress/meter.ts'
import { progressLine } from '../../src/fetch/progress/words.ts'
import { readProgress } from '../../src/vocabulary/model-files/progress.ts'
import { readResult } from '../../src/vocabulary/model-files/result.ts'
import { smallModel, startHub } from '../fetch/hub-server.mjs'
import { run } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'fitgate-cli-fetch-'))
const root = join(folder, 'volume')
const result = join(folder, 'termination-log')
const hub = await startHub({
  ...smallModel,
  'org/gated': { gated: true, files: { 'config.json': { text: '{}' } } },
})
afterAll(async () => {
  await hub.close()
  rmSync(folder, { recursive: true })
})
beforeEach(() => hub.fail({}))

const fetching = (...args: readonly string[]) =>
  run('fetch', ...args, '--root', root, '--endpoint', hub.url, '--result', result)

describe('fitgate fetch', () => {
  it('tells what came, in words, in a file for the Job, and in lines for a log', async () => {
    const { code, out, err } = await fetching('hf://fitgate/small')
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(
        /^Fetched {2}fitgate\/small@[0-9a-f]{40} {2}sha256:[0-9a-f]{64}\n.*4 files, 27\.7 MiB/,
      ),
    })
    expect(readResult(readFileSync(result, 'utf8'))).toMatchObject({
      outcome: 'Fetched',
      models: [{ id: 'fitgate/small', files: 4, bytes: 29_000_080 }],
      volume: { usedBytes: 29_000_080 },
    })
    expect(JSON.parse(err.trim().split('\n').at(-1) ?? '')).toMatchObject({
      event: 'progress',
      bytes: 29_000_080,
    })
    expect((await fetching('hf://fitgate/small', '-o', 'json')).out).toContain('"outcome":"AlreadyThere"')
  })

  it.each([
    ['hf://org/gated', 11, 'AuthRequired: org/gated is gated'],
    ['hf://fitgate/small@gone', 12, 'NotFound: fitgate/small has no revision "gone"'],
  ])('%s ends with %i', async (source, exitCode, words) => {
    const { code, err } = await fetching(source)
    expect({ code, err }).toEqual({ code: exitCode, err: expect.stringContaining(words) })
    expect(readResult(readFileSync(result, 'utf8'))?.models).toHaveLength(1)
  })

  it.each([
    [[], 'name a source'],
    [['org/name'], 'a path begins with / or ./'],
    [['s3://bucket/x'], '--as ORG/NAME'],
    [['hf://a/b', 'hf://a/c', '--as', 'x/y'], 'several sources'],
    [['hf://a/b', '--quota', 'much'], '--quota must be an amount'],
    [['hf://a/b', '--allow-cidr', '10.0.0.1'], '--allow-cidr must be a block'],
    [['hf://a/b', '--conections', '3'], 'did you mean "--connections"?'],
    [['http://a/b', '--as', 'x/y'], '--plain-http'],
  ])('%o is bad input', async (args, words) => {
    const { code, err } = await fetching(...args)
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(words) })
  })

  it('wants to be told where models go', async () => {
    expect(await run('fetch', 'hf://a/b')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--root DIR'),
    })
  })
})

describe('fitgate cache', () => {
  it('lists what there is, and removes it', async () => {
    await fetching('hf://fitgate/small')
    expect((await run('cache', 'list', '--root', root)).out).toMatch(
      /^fitgate\/small@[0-9a-f]{12} \(main\) {2}27\.7 MiB {2}4 files {2}verified\n1 models/,
    )
    expect(await run('cache', 'remove', 'fitgate/small', '--root', root, '--result', result)).toMatchObject({
      code: 0,
      out: 'fitgate/small: removed, 27.7 MiB freed\n',
    })
    expect(readResult(readFileSync(result, 'utf8'))).toMatchObject({
      outcome: 'Removed',
      volume: { usedBytes: 0 },
    })
    expect(await run('cache', 'remove', '../x', '--root', root)).toMatchObject({ code: 2 })
  })
})

describe('progress', () => {
  it('is answered over HTTP, with metrics', async () => {
    let now = 0
    const meter = new Meter(() => now)
    const model = meter.model('org/model')
    model.plan({ revision: 'a', total: 1000, files: 2, bytes: 100, done: 1 })
    now = 2000
    model.add(400)
    const server = await serveProgress({ host: '127.0.0.1', port: 0 }, () => meter.read())
    const ask = async (path: string) => (await fetch(`http://127.0.0.1:${server.port}${path}`)).text()
    expect(readProgress(JSON.parse(await ask('/progress')))).toMatchObject({
      bytes: 500,
      total: 1000,
      bytesPerSecond: 200,
      secondsLeft: 3,
    })
    expect(await ask('/metrics')).toContain('fitgate_fetch_bytes{model="org/model"} 500')
    expect(await ask('/healthz')).toBe('ok\n')
    await server.close()
    expect(progressLine(meter.read())).toBe(
      `${'█'.repeat(15)}${'░'.repeat(15)}  50.0 %  500 bytes of 1000 bytes  1/2 files  200 bytes/s  3s left`,
    )
  })
})
