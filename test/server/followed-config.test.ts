import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { parseConfig, type ServerConfig } from '../../src/server/config.ts'
import { followConfig } from '../../src/server/followed-config.ts'

let folder: string
let path: string
let following: { stop(): void }
const taken: ServerConfig[] = []
const said: (readonly [level: string, message: string, fields: object])[] = []

async function follow(text: string): Promise<void> {
  await write(text)
  const says = (level: string) => (fields: object, message: string) =>
    void said.push([level, message, fields])
  following = await followConfig({
    path,
    config: parseConfig(text),
    log: { info: says('info'), warn: says('warn'), error: says('error') },
    onChange: (config) => void taken.push(config),
    interval: 2,
  })
}

/** At once, as kubelets swap what is mounted. */
async function write(text: string): Promise<void> {
  await writeFile(`${path}.new`, text)
  await rename(`${path}.new`, path)
}

/** Writes the file and waits for the word on it. */
async function change(text: string): Promise<(typeof said)[number] | undefined> {
  const before = said.length
  await write(text)
  await vi.waitFor(() => expect(said.length).toBeGreaterThan(before))
  return said.at(-1)
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitgate-config-'))
  path = join(folder, 'config.yaml')
  taken.length = 0
  said.length = 0
})
afterEach(async () => {
  following.stop()
  await rm(folder, { recursive: true })
})

it('a change is taken, once, and another way to write the same is none', async () => {
  await follow('fit: warn')
  await change('fit: enforce')
  await change('# louder\nfit: enforce\nlogLevel: debug')
  await write('{logLevel: debug, fit: enforce}')
  await change('fit: off')
  expect(taken.map(({ decision, logLevel }) => [decision.fit, logLevel])).toEqual([
    ['enforce', 'info'],
    ['enforce', 'debug'],
    ['off', 'info'],
  ])
})

it('a file that is not valid changes nothing, and all its problems are told', async () => {
  await follow('fit: warn')
  const [level, , fields] = (await change('fit: perhaps\nlastSeenHours: -1')) ?? []
  expect(level).toBe('error')
  expect(fields).toMatchObject({
    problems: [expect.stringContaining('fit'), expect.stringContaining('lastSeenHours')],
  })
  await change('fit: enforce')
  expect(taken.map(({ decision }) => decision.fit)).toEqual(['enforce'])
})

it('what takes effect at the next start only is named', async () => {
  await follow('')
  expect(await change('apiRequestsPerSecond: 5\nauditIntervalSeconds: 0\nfit: off')).toEqual([
    'warn',
    expect.stringContaining('starts anew'),
    { path, fields: ['auditIntervalSeconds', 'apiRequestsPerSecond'] },
  ])
})

it('a file that is away is told of once and waited for', async () => {
  await follow('')
  await rm(path)
  await vi.waitFor(() => expect(said).toHaveLength(1))
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(said.map(([level]) => level)).toEqual(['warn'])
  await change('fit: enforce')
  expect(taken).toHaveLength(1)
})
