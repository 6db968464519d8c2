/**
 * A server that costs as little as a server can: files that are windows of one block in memory, with ranges, and their SHA256SUMS.
 * `node file-server.mjs FILES BYTES`
 */
import { createHash, randomFillSync } from 'node:crypto'
import http from 'node:http'
import process from 'node:process'

const [files, bytes] = process.argv.slice(2).map(Number)
const block = randomFillSync(Buffer.alloc(64 * 2 ** 20))
const chunkBytes = 2 ** 20

/** Byte p of file f is byte (p + f pages) of the block, which is repeated for ever. */
function piece(file, at, to) {
  const start = (at + file * 4096) % block.length
  return block.subarray(start, Math.min(block.length, start + to - at))
}

function sumOf(file) {
  const hash = createHash('sha256')
  for (let at = 0; at < bytes; ) {
    const data = piece(file, at, bytes)
    hash.update(data)
    at += data.length
  }
  return `${hash.digest('hex')}  model-${file}.safetensors\n`
}

const sums = Array.from({ length: files }, (_, file) => sumOf(file)).join('')

const server = http.createServer((request, response) => {
  if (request.url === '/SHA256SUMS') return response.end(sums)
  const file = Number(/^\/model-(\d+)\.safetensors$/.exec(request.url)?.[1] ?? -1)
  if (!(file >= 0 && file < files)) return response.writeHead(404).end()
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')
  let at = Number(range?.[1] ?? 0)
  const to = range ? Number(range[2]) + 1 : bytes
  response.writeHead(range ? 206 : 200, {
    'content-length': to - at,
    'accept-ranges': 'bytes',
    etag: `"${file}"`,
    ...(range && { 'content-range': `bytes ${at}-${to - 1}/${bytes}` }),
  })
  if (request.method === 'HEAD') return response.end()
  const go = () => {
    for (;;) {
      if (at === to) return response.end()
      const data = piece(file, at, Math.min(to, at + chunkBytes))
      at += data.length
      if (!response.write(data)) return response.once('drain', go)
    }
  }
  go()
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`))
