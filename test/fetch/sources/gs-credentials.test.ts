import { writeFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gsSource } from '../../../src/fetch/sources/gs.ts'
import { anywhere, fetchSource, volume } from '../fetching.ts'

const config = '{"model_type":"test"}'
let given = 0
let seen: (string | undefined)[] = []

/** A service that exchanges tokens, and a bucket that only takes one of its own. */
const server = http.createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://server')
  response.setHeader('content-type', 'application/json')
  if (url.pathname === '/token') {
    const token = { access_token: `token-${++given}`, expires_in: 3600, token_type: 'Bearer' }
    const type = 'urn:ietf:params:oauth:token-type:access_token'
    return request
      .resume()
      .on('end', () => response.end(JSON.stringify({ ...token, issued_token_type: type })))
  }
  seen.push(request.headers.authorization)
  if (request.headers.authorization !== 'Bearer token-1') return response.writeHead(401).end()
  if (url.searchParams.get('alt') === 'media') return response.end(config)
  const item = { name: 'models/config.json', size: String(config.length), generation: '1' }
  return response.end(JSON.stringify({ items: [item] }))
})
let endpoint: string

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  delete process.env.GOOGLE_APPLICATION_CREDENTIALS
  server.close().closeAllConnections()
})

const source = () =>
  gsSource({ bucket: 'bucket', prefix: 'models', endpoint, agents: anywhere, timeoutMs: 5000 })

describe('gs with credentials', () => {
  it('exchanges those that a file names for a token, once, and shows it with every request', async () => {
    const folder = await volume()
    const [subject, file] = [join(folder, 'subject'), join(folder, 'credentials.json')]
    writeFileSync(subject, 'who this is')
    const credentials = {
      type: 'external_account',
      audience:
        '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/cluster',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: `${endpoint}/token`,
      credential_source: { file: subject },
    }
    writeFileSync(file, JSON.stringify(credentials))
    process.env.GOOGLE_APPLICATION_CREDENTIALS = file
    expect(await fetchSource(source(), { root: await volume() })).toMatchObject({ outcome: 'Fetched' })
    expect(seen).toEqual(['Bearer token-1', 'Bearer token-1'])
    expect(given).toBe(1)
  })

  it('that the bucket refuses is AuthRequired, with the variable that names others', async () => {
    seen = []
    expect(await fetchSource(source(), { root: await volume() })).toMatchObject({
      outcome: 'AuthRequired',
      message: expect.stringContaining('GOOGLE_APPLICATION_CREDENTIALS'),
    })
    expect(seen).toEqual(['Bearer token-2'])
  })

  it('that are not there is AuthRequired as well', async () => {
    process.env.GOOGLE_APPLICATION_CREDENTIALS = '/no/such/file'
    expect(await fetchSource(source(), { root: await volume() })).toMatchObject({
      outcome: 'AuthRequired',
      message: expect.stringContaining('--gs-unsigned'),
    })
  })
})
