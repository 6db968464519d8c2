/**
 * A hub for tests: speaks as much of the hub's API as a download needs, and misbehaves when told to. No dependencies, so that it runs
 * anywhere: `node hub-server.mjs --port 8080 [--models FILE]`, where FILE is the JSON that `startHub` takes.
 *
 * Misbehaviour is set over HTTP, `PUT /-/faults`, and what was served is read back, `GET /-/served`.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import process from 'node:process'
import { pathToFileURL } from 'node:url'

/**
 * @typedef {{ bytes: number, seed?: number, text?: string, lfs?: boolean }} FileSpec
 * @typedef {{ files: Record<string, FileSpec>, revision?: string, gated?: boolean, private?: boolean, branches?: Record<string, string> }} ModelSpec
 * @typedef {Object} Faults
 * @property {number} [resetAfterBytes] cut every answer of a file after so many bytes
 * @property {number} [resets] how many answers are cut; default all
 * @property {number} [tooMany] so many requests are answered 429
 * @property {number} [retryAfterSeconds] with each 429; default 0
 * @property {number} [trouble] so many requests are answered 503
 * @property {number} [expire] so many requests of signed links are answered 403
 * @property {number} [stallAfterBytes] answers of files stop after so many bytes and stay open
 * @property {boolean} [damage] one byte of every large file is another
 * @property {boolean} [move] files are served from another commit than was listed
 * @property {boolean} [noRanges] ranges are not known
 * @property {string} [redirectTo] signed links lead to this origin
 */

const chunkBytes = 256 * 1024

/** Bytes that anybody can make again from a seed, position by position, and that do not compress into a pattern. */
export function contentAt(seed, from, to) {
  const first = Math.floor(from / 4)
  const words = new Uint32Array(Math.ceil(to / 4) - first)
  for (let i = 0; i < words.length; i++) {
    let x = (Math.imul(first + i, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b)) >>> 0
    x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d)
    words[i] = x ^ (x >>> 12)
  }
  return Buffer.from(words.buffer).subarray(from - first * 4, from - first * 4 + (to - from))
}

function bytesOf(spec, from, to) {
  return spec.text === undefined
    ? contentAt(spec.seed ?? 0, from, to)
    : Buffer.from(spec.text).subarray(from, to)
}

function digestOf(spec, algorithm, head = '') {
  const hash = createHash(algorithm).update(head)
  for (let at = 0; at < spec.bytes; at += 2 ** 20)
    hash.update(bytesOf(spec, at, Math.min(spec.bytes, at + 2 ** 20)))
  return hash.digest('hex')
}

function prepare(models) {
  const all = new Map()
  for (const [id, model] of Object.entries(models)) {
    const files = new Map()
    for (const [path, given] of Object.entries(model.files)) {
      const spec = given.text === undefined ? given : { ...given, bytes: Buffer.byteLength(given.text) }
      const lfs = given.lfs ?? /\.(safetensors|bin|gguf|pt|pth)$/.test(path)
      const oid = lfs ? undefined : digestOf(spec, 'sha1', `blob ${spec.bytes}\0`)
      files.set(path, { ...spec, lfs, oid, sha256: digestOf(spec, 'sha256') })
    }
    const sha =
      model.revision ??
      createHash('sha1')
        .update(id + JSON.stringify(model.files))
        .digest('hex')
    all.set(id, { ...model, files, sha, branches: { main: sha, ...model.branches } })
  }
  return all
}

/** Resolves when more may be written, or nothing any more. */
function drained(response) {
  return new Promise((go) => {
    const done = () => {
      response.off('drain', done).off('close', done)
      go()
    }
    response.on('drain', done).on('close', done)
  })
}

/**
 * @param {Record<string, ModelSpec>} models
 * @param {{ port?: number, host?: string, token?: string }} [options] `token` opens gated and private models
 */
export async function startHub(models, { port = 0, host = '127.0.0.1', token = 'hf_test' } = {}) {
  const all = prepare(models)
  /** @type {Faults} */
  let faults = {}
  const served = { bytes: 0, requests: 0, files: {}, byStatus: {} }

  function answer(response, status, headers, body = '') {
    served.byStatus[status] = (served.byStatus[status] ?? 0) + 1
    response.writeHead(status, { 'x-request-id': 'test', ...headers }).end(body)
  }
  const json = (response, status, value, headers = {}) =>
    answer(response, status, { 'content-type': 'application/json', ...headers }, JSON.stringify(value))
  const refuse = (response, status, code, message, headers = {}) =>
    json(
      response,
      status,
      { error: message },
      { 'x-error-code': code, 'x-error-message': message, ...headers },
    )

  /** Counts a fault down; `true` while some are left. */
  function strikes(name) {
    if (!(faults[name] > 0)) return false
    faults[name]--
    return true
  }

  function mayRead(model, request, response, id) {
    const known = request.headers.authorization === `Bearer ${token}`
    if (model === undefined || (model.private && !known)) {
      refuse(response, request.headers.authorization ? 404 : 401, 'RepoNotFound', 'Repository not found')
      return false
    }
    if (model.gated && !known) {
      const status = request.headers.authorization ? 403 : 401
      refuse(
        response,
        status,
        'GatedRepo',
        `Access to model ${id} is restricted. You must have access to it.`,
      )
      return false
    }
    return true
  }

  function commitOf(model, revision) {
    return model.branches[revision] ?? (revision === 'HEAD' || revision === model.sha ? model.sha : undefined)
  }

  function api(url, request, response) {
    const [, id, kind, revision, folder = ''] =
      /^\/api\/models\/((?:[^/]+\/)?[^/]+)\/(revision|tree)\/([^/]+)\/?(.*)$/.exec(url.pathname) ?? []
    const model = all.get(id)
    if (!mayRead(model, request, response, id)) return
    const sha = commitOf(model, decodeURIComponent(revision))
    if (sha === undefined) return refuse(response, 404, 'RevisionNotFound', `Invalid rev id: ${revision}`)
    if (kind === 'revision') {
      const siblings = [...model.files.keys()].map((rfilename) => ({ rfilename }))
      return json(response, 200, {
        _id: id,
        id,
        sha,
        private: !!model.private,
        gated: false,
        siblings,
        downloads: 0,
        likes: 0,
        lastModified: '2026-01-01T00:00:00.000Z',
      })
    }
    const entries = [...model.files]
      .filter(([path]) => path.startsWith(folder))
      .map(([path, file]) => ({
        type: 'file',
        path,
        size: file.bytes,
        oid: file.oid ?? createHash('sha1').update(file.sha256).digest('hex'),
        ...(file.lfs && { lfs: { oid: file.sha256, size: file.bytes, pointerSize: 135 } }),
      }))
    // pages, as the hub has them, so that whoever lists must follow the link
    const page = Number(url.searchParams.get('cursor') ?? 0)
    const size = 50
    const next = new URL(url)
    next.searchParams.set('cursor', String(page + 1))
    const link = entries.length > (page + 1) * size ? { link: `<${next.href}>; rel="next"` } : {}
    json(response, 200, entries.slice(page * size, (page + 1) * size), link)
  }

  function resolve(url, request, response, own) {
    const [, id, revision, encoded] =
      /^\/((?:[^/]+\/)?[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(url.pathname) ?? []
    const model = all.get(id)
    if (!mayRead(model, request, response, id)) return
    const sha = commitOf(model, decodeURIComponent(revision))
    if (sha === undefined) return refuse(response, 404, 'RevisionNotFound', `Invalid rev id: ${revision}`)
    const path = decodeURIComponent(encoded)
    const file = model.files.get(path)
    if (file === undefined) return refuse(response, 404, 'EntryNotFound', 'Entry not found')
    const commit = faults.move ? 'f'.repeat(40) : sha
    if (!file.lfs)
      return send(file, `${id}/${path}`, request, response, {
        etag: `"${file.oid}"`,
        'x-repo-commit': commit,
      })
    const location = `${faults.redirectTo ?? own}/-/cdn/${id}/${encoded}?signature=secret`
    answer(response, 302, {
      location,
      'x-linked-etag': `"${file.sha256}"`,
      'x-linked-size': String(file.bytes),
      'x-repo-commit': commit,
    })
  }

  function cdn(url, request, response) {
    const [, id, encoded] = /^\/-\/cdn\/([^/]+\/[^/]+|[^/]+)\/(.+)$/.exec(url.pathname) ?? []
    if (strikes('expire')) return answer(response, 403, {}, 'AccessDenied: Request has expired')
    const path = decodeURIComponent(encoded)
    const file = all.get(id)?.files.get(path)
    if (file === undefined) return answer(response, 404, {})
    send(file, `${id}/${path}`, request, response, { etag: `"${file.sha256}"` })
  }

  /** Counts what goes out; a client that is gone is sent nothing more. */
  async function send(file, name, request, response, headers) {
    const range = faults.noRanges ? null : /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '')
    const from = Number(range?.[1] ?? 0)
    const to = range?.[2] ? Math.min(Number(range[2]) + 1, file.bytes) : file.bytes
    if (range && from >= file.bytes)
      return answer(response, 416, { 'content-range': `bytes */${file.bytes}` })
    const status = range ? 206 : 200
    served.byStatus[status] = (served.byStatus[status] ?? 0) + 1
    response.writeHead(status, {
      'content-length': String(to - from),
      ...(!faults.noRanges && { 'accept-ranges': 'bytes' }),
      ...(range && { 'content-range': `bytes ${from}-${to - 1}/${file.bytes}` }),
      ...headers,
    })
    if (request.method === 'HEAD') return response.end()
    let end = to
    if (faults.resetAfterBytes !== undefined && (faults.resets === undefined || strikes('resets')))
      end = Math.min(end, from + faults.resetAfterBytes)
    if (faults.stallAfterBytes !== undefined) end = Math.min(end, from + faults.stallAfterBytes)
    for (let at = from; at < end; at += chunkBytes) {
      if (response.destroyed) return
      let chunk = bytesOf(file, at, Math.min(end, at + chunkBytes))
      if (faults.damage && file.lfs && at === 0) {
        chunk = Buffer.from(chunk)
        chunk[0] ^= 1
      }
      served.bytes += chunk.length
      served.files[name] = (served.files[name] ?? 0) + chunk.length
      if (!response.write(chunk)) await drained(response)
    }
    if (faults.stallAfterBytes !== undefined && end < to) return
    if (end < to) {
      // what was sent arrives, then the connection is gone
      setTimeout(() => response.socket?.resetAndDestroy(), 20)
    } else response.end()
  }

  const server = http.createServer(async (request, response) => {
    const own = `http://${request.headers.host}`
    const url = new URL(request.url, own)
    if (url.pathname === '/-/served') return json(response, 200, served)
    if (url.pathname === '/-/faults') {
      let text = ''
      for await (const part of request) text += part
      faults = JSON.parse(text || '{}')
      return json(response, 200, faults)
    }
    served.requests++
    if (strikes('tooMany')) {
      const headers = { 'retry-after': String(faults.retryAfterSeconds ?? 0) }
      return refuse(response, 429, 'TooManyRequests', 'rate limit', headers)
    }
    if (strikes('trouble')) return answer(response, 503, {})
    if (url.pathname.startsWith('/-/cdn/')) return cdn(url, request, response)
    if (url.pathname.startsWith('/api/')) return api(url, request, response)
    if (url.pathname.includes('/resolve/')) return resolve(url, request, response, own)
    answer(response, 404, {})
  })
  server.keepAliveTimeout = 60_000
  await new Promise((listening) => server.listen(port, host, listening))
  const address = server.address()
  return {
    url: `http://${host}:${address.port}`,
    served,
    models: all,
    /** @param {Faults} next */
    fail(next) {
      faults = { ...next }
    },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** What the small model of end-to-end tests consists of, where no file says otherwise. */
export const smallModel = {
  'fitgate/small': {
    files: {
      'config.json': { text: '{"architectures":["Qwen3ForCausalLM"],"model_type":"qwen3"}' },
      'tokenizer.json': { text: '{"version":"1.0"}' },
      'model-00001-of-00002.safetensors': { bytes: 20_000_003, seed: 1 },
      'model-00002-of-00002.safetensors': { bytes: 9_000_001, seed: 2 },
      'original/consolidated.00.pth': { bytes: 1000, seed: 3 },
    },
  },
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const flag = (name) => {
    const at = process.argv.indexOf(`--${name}`)
    return at < 0 ? undefined : process.argv[at + 1]
  }
  const file = flag('models')
  const hub = await startHub(file === undefined ? smallModel : JSON.parse(readFileSync(file, 'utf8')), {
    port: Number(flag('port') ?? 8080),
    host: flag('host') ?? '0.0.0.0',
  })
  process.stdout.write(`${hub.url}\n`)
  process.on('SIGTERM', () => process.exit(0))
}
