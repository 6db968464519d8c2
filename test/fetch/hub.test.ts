import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createAgents } from '../../src/fetch/reach/agents.ts'
import { modelFolder } from '../../src/vocabulary/model-files/layout.ts'
import { fetchHub, volume } from './fetching.ts'
import { startHub } from './hub-server.mjs'
import { snapshotOf } from './snapshot.ts'

const big = 5_000_001
const hub = await startHub({
  'org/model': {
    files: {
      'config.json': { text: '{}' },
      'model-00001-of-00002.safetensors': { bytes: big, seed: 1 },
      'model-00002-of-00002.safetensors': { bytes: 3_000_000, seed: 2 },
      'sub/empty.txt': { bytes: 0, lfs: false },
      'copy/model.safetensors': { bytes: big, seed: 1 },
      'original/consolidated.pth': { bytes: 10, seed: 3 },
    },
  },
  'org/sibling': { files: { 'model.safetensors': { bytes: big, seed: 1 } } },
  'org/gated': { gated: true, files: { 'config.json': { text: '{}' } } },
  'org/private': { private: true, files: { 'config.json': { text: '{}' } } },
  'org/weird': { files: { '../../evil.json': { text: '{}' } } },
  'org/many': {
    files: Object.fromEntries(Array.from({ length: 130 }, (_, i) => [`part-${i}.json`, { text: `${i}` }])),
  },
})
afterAll(() => hub.close())
beforeEach(() => hub.fail({}))

const commit = hub.models.get('org/model')?.sha ?? ''
const wholeOf = (id: string) =>
  Object.fromEntries(
    [...(hub.models.get(id)?.files ?? [])]
      .filter(([path]) => !path.startsWith('original/'))
      .map(([path, { sha256 }]) => [path, sha256])
      .sort(),
  )
/** Bytes the hub sent while something was done. */
async function sent(work: () => Promise<unknown>): Promise<number> {
  const before = hub.served.bytes
  await work()
  return hub.served.bytes - before
}

describe('a model of the hub', () => {
  it('is in the cache layout, whole, and its equal files are fetched once', async () => {
    const root = await volume()
    const bytes = await sent(async () => {
      expect(await fetchHub(hub.url, { root })).toMatchObject({
        outcome: 'Fetched',
        models: [{ id: 'org/model', outcome: 'Fetched', revision: commit, files: 5 }],
      })
    })
    expect(snapshotOf(root)).toEqual(wholeOf('org/model'))
    expect(bytes).toBe(2 + big + 3_000_000)
    expect(readdirSync(join(root, '.fitgate/parts'))).toEqual([])
  })

  it('that is there already is not fetched, and a commit that is there needs no hub at all', async () => {
    const root = await volume()
    const first = await fetchHub(hub.url, { root })
    const bytes = await sent(async () => {
      expect(await fetchHub(hub.url, { root })).toMatchObject({
        outcome: 'AlreadyThere',
        models: [{ digest: first.models[0]?.digest }],
      })
    })
    expect(bytes).toBe(0)
    expect(await fetchHub('http://127.0.0.1:1', { root, revision: commit })).toMatchObject({
      outcome: 'AlreadyThere',
    })
  })

  it('shares content with another model of the volume', async () => {
    const root = await volume()
    await fetchHub(hub.url, { root })
    const bytes = await sent(async () => {
      expect(await fetchHub(hub.url, { root, id: 'org/sibling' })).toMatchObject({ outcome: 'Fetched' })
    })
    expect(bytes).toBe(0)
    expect(snapshotOf(root, 'org/sibling')).toEqual(wholeOf('org/sibling'))
  })

  it('does not take over content that was damaged since', async () => {
    const root = await volume()
    await fetchHub(hub.url, { root })
    const sha256 = hub.models.get('org/sibling')?.files.get('model.safetensors')?.sha256 ?? ''
    writeFileSync(join(root, modelFolder('org/model'), 'blobs', sha256), 'x'.repeat(big))
    await fetchHub(hub.url, { root, id: 'org/sibling' })
    expect(snapshotOf(root, 'org/sibling')).toEqual(wholeOf('org/sibling'))
  })

  it('is listed page by page', async () => {
    const root = await volume()
    expect(await fetchHub(hub.url, { root, id: 'org/many' })).toMatchObject({
      outcome: 'Fetched',
      models: [{ files: 130 }],
    })
  })

  it('that eight ask for at once is fetched once', async () => {
    const root = await volume()
    const bytes = await sent(async () => {
      const results = await Promise.all(Array.from({ length: 8 }, () => fetchHub(hub.url, { root })))
      expect(results.map(({ outcome }) => outcome).sort()).toEqual([
        ...Array(7).fill('AlreadyThere'),
        'Fetched',
      ])
    })
    expect(bytes).toBe(2 + big + 3_000_000)
  })

  it('never gets out of its folder, whatever its files are called', async () => {
    const root = await volume()
    expect(await fetchHub(hub.url, { root, id: 'org/weird', selection: { include: ['*'] } })).toMatchObject({
      outcome: 'BadInput',
      message: expect.stringContaining('leads out of its folder'),
    })
  })
})

describe('a hub that misbehaves', () => {
  it.each([
    ['cuts connections', { resetAfterBytes: 700_000, resets: 12 }],
    ['says 429 for a while', { tooMany: 3, retryAfterSeconds: 0 }],
    ['has trouble for a while', { trouble: 3 }],
    ['lets links expire', { expire: 1 }],
    ['stops in the middle of files', { stallAfterBytes: 700_000 }],
  ])('%s: the model is whole all the same', async (_what, faults) => {
    const root = await volume()
    hub.fail(faults)
    expect(await fetchHub(hub.url, { root, stallMs: 200 })).toMatchObject({ outcome: 'Fetched' })
    expect(snapshotOf(root)).toEqual(wholeOf('org/model'))
  })

  it.each([
    ['RateLimited', { tooMany: 1000, retryAfterSeconds: 60 }, 'HF_TOKEN'],
    ['Unavailable', { trouble: 1000 }, 'try again later'],
    ['Unavailable', { resetAfterBytes: 0 }, 'ECONNRESET'],
    ['LinkExpired', { expire: 1000 }, 'clocks'],
    ['Stalled', { stallAfterBytes: 0 }, 'no byte of'],
    ['ChecksumMismatch', { damage: true }, 'nothing of it is kept'],
    ['SourceChanged', { move: true }, 'start again'],
    ['SourceForbidden', { redirectTo: 'http://169.254.169.254' }, '--allow-cidr'],
  ] as const)('%s is told with its remedy: %o', async (outcome, faults, words) => {
    const root = await volume()
    hub.fail(faults)
    const result = await fetchHub(hub.url, { root, stallMs: 300 })
    expect(result).toMatchObject({ outcome, message: expect.stringContaining(words) })
    expect(existsSync(join(root, modelFolder('org/model'), 'snapshots'))).toBe(false)
    if (outcome === 'RateLimited') expect(result.retryAfterSeconds).toBe(60)
  })

  it('is asked for less the second time: what came is kept', async () => {
    const root = await volume()
    hub.fail({ resetAfterBytes: 900_000, resets: 4, expire: 0 })
    const bytes = await sent(async () => {
      const stop = new AbortController()
      setTimeout(() => stop.abort(), 60)
      await fetchHub(hub.url, { root, signal: stop.signal })
      hub.fail({})
      expect(await fetchHub(hub.url, { root })).toMatchObject({ outcome: 'Fetched' })
    })
    // one range of each of the four connections
    expect(bytes).toBeLessThanOrEqual(big + 3_000_002 + 4 * 2 ** 20)
    expect(snapshotOf(root)).toEqual(wholeOf('org/model'))
  })
})

describe('what the hub refuses', () => {
  it.each([
    ['org/gated', undefined, 'AuthRequired', 'accept its terms'],
    ['org/gated', 'hf_other', 'AuthRequired', 'was not let in'],
    ['org/private', undefined, 'AuthRequired', 'does not exist or is private'],
    ['org/absent', undefined, 'AuthRequired', 'does not exist or is private'],
    ['org/absent', 'hf_test', 'NotFound', 'does not exist'],
    ['org/model', 'hf_test', 'NotFound', 'no revision "gone"'],
  ])('%s with %s is %s', async (id, token, outcome, words) => {
    const revision = id === 'org/model' ? 'gone' : undefined
    expect(await fetchHub(hub.url, { root: await volume(), id, token, revision })).toMatchObject({
      outcome,
      message: expect.stringContaining(words),
    })
  })

  it('is let through with the right token, which no other host is shown', async () => {
    const root = await volume()
    expect(await fetchHub(hub.url, { root, id: 'org/gated', token: 'hf_test' })).toMatchObject({
      outcome: 'Fetched',
    })
    expect(readFileSync(join(root, '.fitgate/audit.jsonl'), 'utf8')).not.toContain('hf_test')
  })
})

describe('room on the volume', () => {
  it('is looked at before a byte is fetched, and what is missing is told in numbers', async () => {
    const bytes = await sent(async () => {
      expect(
        await fetchHub(hub.url, { root: await volume(), limits: { keepFreeBytes: 2 ** 60 } }),
      ).toMatchObject({
        outcome: 'InsufficientSpace',
        message: expect.stringMatching(/needs 7\.6 MiB more and the volume has .* are missing/),
      })
      expect(
        await fetchHub(hub.url, { root: await volume(), limits: { quotaBytes: 2 ** 20 } }),
      ).toMatchObject({
        outcome: 'InsufficientSpace',
        message: expect.stringContaining('of a quota of 1.0 MiB: 6.6 MiB are missing'),
      })
    })
    expect(bytes).toBe(0)
  })
})

describe('allow-lists', () => {
  const reach = (hosts: readonly string[], cidrs: readonly string[]) =>
    createAgents({ reach: { hosts, cidrs }, env: {} })

  it('let a mirror on a private address through only when its block is listed', async () => {
    const local = hub.url.replace('127.0.0.1', 'localhost')
    const fetched = async (agents: ReturnType<typeof reach>) =>
      (await fetchHub(local, { root: await volume(), agents })).outcome
    expect(await fetched(reach(['huggingface.co'], []))).toBe('SourceForbidden')
    // the name is listed, but it leads to an address that is not public
    expect(await fetched(reach(['localhost'], []))).toBe('SourceForbidden')
    expect(await fetched(reach(['localhost'], ['127.0.0.0/8', '::1/128']))).toBe('Fetched')
    expect(await fetched(reach([], ['127.0.0.0/8', '::1/128']))).toBe('Fetched')
  })
})
