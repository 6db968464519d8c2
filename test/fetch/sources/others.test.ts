import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { gsSource } from '../../../src/fetch/sources/gs.ts'
import { httpsSource } from '../../../src/fetch/sources/https.ts'
import { hubSource } from '../../../src/fetch/sources/hub.ts'
import { mirrorFolder } from '../../../src/fetch/sources/mirror-folder.ts'
import { pathSource } from '../../../src/fetch/sources/path.ts'
import { anywhere, fetchSource, volume } from '../fetching.ts'
import { contentAt, startHub } from '../hub-server.mjs'
import { snapshotOf } from '../snapshot.ts'

const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex')
const weights = contentAt(7, 0, 3_000_001)
const config = Buffer.from('{"model_type":"test"}')
const whole = { 'config.json': sha256(config), 'model.safetensors': sha256(weights) }

/** A server of files, and of as much of Google's JSON API as a download needs. */
async function fileServer(files: Readonly<Record<string, Uint8Array>>) {
  let generation = 1
  let ranges = true
  const asked: string[] = []
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://server')
    asked.push(`${request.method} ${url.pathname}`)
    if (url.pathname === '/storage/v1/b/bucket/o') {
      const items = Object.entries(files)
        .filter(([name]) => `models/${name}`.startsWith(url.searchParams.get('prefix') ?? ''))
        .map(([name, data]) => ({
          name: `models/${name}`,
          size: String(data.length),
          generation: String(generation),
          md5Hash: createHash('md5').update(data).digest('base64'),
        }))
      const page = Number(url.searchParams.get('pageToken') || 0)
      const next = page + 1 < items.length ? { nextPageToken: String(page + 1) } : {}
      return response.end(JSON.stringify({ items: items.slice(page, page + 1), ...next }))
    }
    const wanted = url.searchParams.get('generation')
    if (wanted !== null && wanted !== String(generation)) return response.writeHead(404).end()
    const name = decodeURIComponent(
      url.pathname.replace(/^\/(download\/storage\/v1\/b\/bucket\/o\/)?/, ''),
    ).replace(/^models\//, '')
    const data = files[name]
    if (data === undefined) return response.writeHead(404).end()
    const [, from, to] = (ranges && /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')) || []
    const part = from === undefined ? data : data.subarray(Number(from), Number(to) + 1)
    response.writeHead(from === undefined ? 200 : 206, {
      'content-length': part.length,
      etag: `"${generation}"`,
      ...(ranges && { 'accept-ranges': 'bytes' }),
      ...(from !== undefined && { 'content-range': `bytes ${from}-${to}/${data.length}` }),
    })
    return response.end(request.method === 'HEAD' ? undefined : part)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    change: () => generation++,
    withoutRanges() {
      ranges = false
    },
    close: () => server.close(),
  }
}

const servers: { close(): void }[] = []
afterAll(() => {
  for (const server of servers) server.close()
})
async function serving(files: Readonly<Record<string, Uint8Array>>) {
  const server = await fileServer(files)
  servers.push(server)
  return server
}
const https = (url: string) => httpsSource({ url, agents: anywhere, timeoutMs: 2000 })
const gs = (endpoint: string, prefix = 'models') =>
  gsSource({ bucket: 'bucket', prefix, endpoint, unsigned: true, agents: anywhere, timeoutMs: 2000 })

describe('https', () => {
  const sums = Buffer.from(
    `${whole['model.safetensors']}  model.safetensors\n# and\n${whole['config.json']} *config.json\n`,
  )
  const files = { SHA256SUMS: sums, 'config.json': config, 'model.safetensors': weights }

  it('a list and the files beside it become a model with a revision of its own', async () => {
    const { url } = await serving(files)
    const root = await volume()
    const result = await fetchSource(https(`${url}/SHA256SUMS`), { root })
    expect(result).toMatchObject({
      outcome: 'Fetched',
      models: [{ revision: expect.stringMatching(/^[0-9a-f]{40}$/), files: 2 }],
    })
    expect(snapshotOf(root)).toEqual(whole)
    expect(await fetchSource(https(`${url}/SHA256SUMS`), { root })).toMatchObject({ outcome: 'AlreadyThere' })
  })

  it('a file that is not what the list says is not published', async () => {
    const { url } = await serving({ ...files, 'config.json': Buffer.from('{"model_type":"evil"}') })
    expect(await fetchSource(https(`${url}/SHA256SUMS`), { root: await volume() })).toMatchObject({
      outcome: 'ChecksumMismatch',
      message: expect.stringContaining('config.json'),
    })
  })

  it('a server without ranges will do', async () => {
    const server = await serving(files)
    server.withoutRanges()
    const root = await volume()
    await fetchSource(https(`${server.url}/SHA256SUMS`), { root })
    expect(snapshotOf(root)).toEqual(whole)
  })

  it('a checksum may stand behind the URL of a single file', async () => {
    const { url } = await serving(files)
    const named = (sum: string) => https(`${url}/model.safetensors#sha256=${sum}`)
    expect(await fetchSource(named('0'.repeat(64)), { root: await volume() })).toMatchObject({
      outcome: 'ChecksumMismatch',
    })
    expect(await fetchSource(named(sha256(weights)), { root: await volume() })).toMatchObject({
      outcome: 'Fetched',
    })
  })

  it('what is not there is NotFound', async () => {
    const { url } = await serving(files)
    expect(await fetchSource(https(`${url}/absent.bin`), { root: await volume() })).toMatchObject({
      outcome: 'NotFound',
    })
  })
})

describe('gs', () => {
  const files = { 'config.json': config, 'model.safetensors': weights }

  it('objects below a prefix become a model, verified by what the store declares', async () => {
    const { url } = await serving(files)
    const root = await volume()
    expect(await fetchSource(gs(url), { root })).toMatchObject({ outcome: 'Fetched' })
    expect(snapshotOf(root)).toEqual(whole)
    expect(readFileSync(join(root, '.fitgate/audit.jsonl'), 'utf8')).toContain('"verifiedBy":"md5"')
  })

  it('an object that is replaced in the meantime is SourceChanged', async () => {
    const server = await serving(files)
    const source = gs(server.url)
    const changing = {
      ...source,
      list: async (signal: AbortSignal) => {
        const listing = await source.list(signal)
        server.change()
        return listing
      },
    }
    expect(await fetchSource(changing, { root: await volume() })).toMatchObject({ outcome: 'SourceChanged' })
  })

  it('only what changed is fetched again', async () => {
    const root = await volume()
    const server = await serving(files)
    await fetchSource(gs(server.url), { root })
    const asked = server.asked.length
    expect(await fetchSource(gs(server.url), { root })).toMatchObject({ outcome: 'AlreadyThere' })
    expect(server.asked.slice(asked).filter((line) => line.includes('/download/'))).toEqual([])
  })

  it('a prefix with nothing below it is NotFound', async () => {
    const { url } = await serving(files)
    expect(await fetchSource(gs(url, 'else'), { root: await volume() })).toMatchObject({
      outcome: 'NotFound',
    })
  })
})

describe('a path', () => {
  async function folderOf(files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
    const folder = await volume()
    for (const [name, data] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), data)
      utimesSync(join(folder, name), 1, 1)
    }
    return folder
  }

  it('is copied whole, once', async () => {
    const folder = await folderOf({ 'config.json': config, 'model.safetensors': weights, 'README.md': 'x' })
    const root = await volume()
    expect(await fetchSource(pathSource(folder), { root })).toMatchObject({ outcome: 'Fetched' })
    expect(snapshotOf(root)).toEqual(whole)
    expect(await fetchSource(pathSource(folder), { root })).toMatchObject({ outcome: 'AlreadyThere' })
  })

  it('is held against its SHA256SUMS', async () => {
    const folder = await folderOf({ 'config.json': config, SHA256SUMS: `${'0'.repeat(64)}  ./config.json\n` })
    expect(await fetchSource(pathSource(folder), { root: await volume() })).toMatchObject({
      outcome: 'ChecksumMismatch',
    })
  })

  it('that is not there is NotFound', async () => {
    expect(await fetchSource(pathSource('/no/such/folder'), { root: await volume() })).toMatchObject({
      outcome: 'NotFound',
    })
  })
})

describe('a mirror without a network', () => {
  it('gives what a volume elsewhere was filled with, under the same names, and verifies it again', async () => {
    const hub = await startHub({
      'org/model': {
        files: { 'config.json': { text: '{}' }, 'model.safetensors': { bytes: 2_000_000, seed: 4 } },
      },
    })
    const elsewhere = await volume()
    const fromHub = hubSource({ id: 'org/model', endpoint: hub.url, agents: anywhere, timeoutMs: 2000 })
    const first = await fetchSource(fromHub, { root: elsewhere })
    await hub.close()
    const root = await volume()
    const second = await fetchSource(mirrorFolder(elsewhere, 'org/model'), { root })
    expect(second.models).toEqual(first.models)
    const blobs = (of: string) => readdirSync(join(of, 'hub/models--org--model/blobs')).sort()
    expect(blobs(root)).toEqual(blobs(elsewhere))
    writeFileSync(
      join(elsewhere, 'hub/models--org--model/blobs', blobs(root).find((name) => name.length === 40) ?? ''),
      '[]',
    )
    expect(await fetchSource(mirrorFolder(elsewhere, 'org/model'), { root: await volume() })).toMatchObject({
      outcome: 'ChecksumMismatch',
    })
    expect(await fetchSource(mirrorFolder(elsewhere, 'org/other'), { root: await volume() })).toMatchObject({
      outcome: 'NotFound',
    })
  })
})
